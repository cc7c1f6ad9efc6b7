/*
 * CRIT106: the state is saved after it was masked, so that what is saved is always "masked", and
 * the restore never opens.
 *
 * Looks at a save in a gate that this function itself has shut since its entry, with no state
 * saved before, and at where the saved state goes: restored here with no enable around it, or
 * handed to the caller. A save inside another section of the same function is a nested section
 * and silent, because that section ends by itself.
 */
#include "flow/effects.h"
#include "rules/rule.h"

static bool saves_shut(const struct event *event, enum gate gate)
{
    const struct mask *before = &event->before;
    return event->kind == EVENT_SAVE && before->by[gate] != FLOW_NONE && !before->save_count &&
           !(before->gate[gate] & RELATION_TO_OPEN) && before->section_high <= 0;
}

/* What was open at the entry is masked at every end. */
static bool never_opens(const struct summary *summary, enum gate gate)
{
    for (uint32_t i = 0; i < summary->exit_count; i++) {
        const struct mask *mask = &summary->exits[i].mask;
        if ((mask->gate[gate] & 1) || (mask->opaque & (1 << gate)) || mask->symbol[gate]) {
            return false;
        }
    }
    return summary->exit_count > 0;
}

static bool is_saved_state(const struct value *value, uint32_t save, enum gate gate)
{
    return value->kind == VALUE_TOKEN && value->id == save && value->gate == gate;
}

/* Is the state used as one: restored here, returned, or left in memory for the caller? */
static bool is_used(const struct summary *summary, uint32_t save, enum gate gate)
{
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if ((event->kind == EVENT_RESTORE || event->kind == EVENT_RETURN) &&
            is_saved_state(&event->value, save, gate)) {
            return true;
        }
    }
    for (uint32_t i = 0; i < summary->exit_count; i++) {
        for (int j = 0; j < summary->exits[i].write_count; j++) {
            if (is_saved_state(&summary->exits[i].writes[j].value, save, gate)) {
                return true;
            }
        }
    }
    return false;
}

static void check_function(struct rule_context *context, uint32_t func)
{
    const struct summary *summary = &context->flow->facts.summaries[func];
    uint32_t last = FLOW_NONE;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        enum gate gate = effect_gate((enum model_part)event->part);
        if (event->op == last || !saves_shut(event, gate) || !never_opens(summary, gate) ||
            !is_used(summary, event->op, gate)) {
            continue;
        }
        last = event->op;
        const char *part = crit_part_name(context, func, event);
        uint32_t loc = crit_op_loc(context, func, event->op);
        struct finding *finding =
            crit_report(context, func, loc, "saves the state after masking: it always says 'masked'");
        finding->severity = SEVERITY_ERROR;
        crit_step(context, finding, func, crit_op_loc(context, func, event->before.by[gate]), "", false,
                  "%s masked here", part);
        crit_step(context, finding, func, loc, "", false, "saved here: a restore will never open");
        finding->advice = "save the state before masking";
    }
}

const struct rule rule_crit106 = {
    .info =
        {
            .code = "CRIT106",
            .name = "save-after-mask",
            .summary = "the state is saved after masking, so that a restore never opens",
            .cwe = 696,
            .tier = TIER_C,
        },
    .on_function = check_function,
};
