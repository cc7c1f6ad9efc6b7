/*
 * CRIT110: a value in BASEPRI that does not mask what it is meant to: it has no implemented bits,
 * or it is weaker than the ceiling that is already held.
 *
 * Looks at plain writes of constants. BASEPRI holds a priority in its upper, implemented bits
 * (Armv7-M ARM B1.4.3): a logical priority that was not shifted writes 0, which masks nothing. A plain
 * write of a weaker ceiling inside a section with a stronger one opens part of it; BASEPRI_MAX
 * would not. Silent where a value or the number of bits is not known.
 */
#include "rules/rule.h"

static struct finding *report(struct rule_context *context, uint32_t func, const struct event *event,
                              const char *message)
{
    struct finding *finding =
        crit_report(context, func, crit_op_loc(context, func, event->op), "%s", message);
    finding->severity = SEVERITY_ERROR;
    return finding;
}

/* A context in which a caller holds a stronger ceiling than the one that is written, or NULL. */
static const struct reach_entry *stronger_caller(const struct rule_context *context, uint32_t func,
                                                 int64_t ceiling)
{
    const struct reach *reach = &context->flow->facts.reach;
    for (uint32_t i = 0; i < reach->entries.count; i++) {
        const struct reach_entry *entry = &reach->entries.data[i];
        if (entry->func == func && entry->from_call != FLOW_NONE &&
            entry->mask.gate[GATE_CEILING] == MAY_MASKED && entry->mask.ceiling_low > 0 &&
            entry->mask.ceiling_low < ceiling) {
            return entry;
        }
    }
    return NULL;
}

static bool check_shift(struct rule_context *context, uint32_t func, const struct event *event,
                        int64_t ceiling)
{
    enum { BITS_OF_MOST_CORES = 5 }; /* hardly a vendor implements more */
    const struct contexts *contexts = &context->flow->facts.contexts;
    unsigned bits = contexts->priority_bits_known ? contexts->priority_bits : BITS_OF_MOST_CORES;
    if (!bits || bits >= 8 || (ceiling >> (8 - bits))) {
        return false;
    }
    uint32_t loc = crit_op_loc(context, func, event->op);
    struct finding *finding = report(
        context, func, event,
        crit_text(context, "BASEPRI value %d has no implemented bits: it masks nothing", (int)ceiling));
    crit_step(context, finding, func, loc, "", false,
              contexts->priority_bits_known ? "a priority is the upper %u bits here"
                                            : "a priority is the upper bits, at most %u on most cores",
              bits);
    finding->advice = "shift the priority into the implemented bits";
    return true;
}

static void check_outer(struct rule_context *context, uint32_t func, const struct event *event,
                        int64_t ceiling)
{
    const struct mask *before = &event->before;
    uint32_t loc = crit_op_loc(context, func, event->op);
    bool own = before->by[GATE_CEILING] != FLOW_NONE && before->ceiling_low > 0 &&
               before->ceiling_high < ceiling && !(before->gate[GATE_CEILING] & RELATION_TO_OPEN);
    const struct reach_entry *entry =
        !own && before->by[GATE_CEILING] == FLOW_NONE && before->gate[GATE_CEILING] == RELATION_IDENTITY
            ? stronger_caller(context, func, ceiling)
            : NULL;
    if (!own && !entry) {
        return;
    }
    int held = own ? before->ceiling_high : entry->mask.ceiling_low;
    struct finding *finding = report(
        context, func, event,
        crit_text(context, "BASEPRI %d is weaker than the ceiling %d that is held", (int)ceiling, held));
    if (own) {
        crit_step(context, finding, func, crit_op_loc(context, func, before->by[GATE_CEILING]), "", false,
                  "the stronger ceiling is set here");
    } else {
        const struct program_call *call = &context->flow->facts.program->calls.data[entry->from_call];
        crit_step(context, finding, call->caller, crit_op_loc(context, call->caller, call->op), "", false,
                  "called with the stronger ceiling");
    }
    crit_step(context, finding, func, loc, "", false, "handlers between the two may run from here on");
    finding->advice = "raise with BASEPRI_MAX, which never lowers";
}

static void check_function(struct rule_context *context, uint32_t func)
{
    const struct summary *summary = &context->flow->facts.summaries[func];
    uint32_t last = FLOW_NONE;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        bool writes = event->kind == EVENT_MASK || event->kind == EVENT_RAISE;
        int64_t ceiling;
        if (!writes || event->part != MODEL_PART_CEILING || event->op == last ||
            !value_is_int(&event->value, &ceiling) || ceiling <= 0 || ceiling > 0xff) {
            continue;
        }
        last = event->op;
        if (!check_shift(context, func, event, ceiling) && event->kind == EVENT_MASK) {
            check_outer(context, func, event, ceiling);
        }
    }
}

const struct rule rule_crit110 = {
    .info =
        {
            .code = "CRIT110",
            .name = "basepri-value",
            .summary = "a BASEPRI value that masks nothing, or less than what is held",
            .cwe = 682,
            .tier = TIER_C,
        },
    .on_function = check_function,
};
