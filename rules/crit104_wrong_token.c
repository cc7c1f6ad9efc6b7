/*
 * CRIT104: a section ends with a value that is not the state saved when it began.
 *
 * The mask state keeps the saves that are still open, oldest first. A restore is wrong when
 * its value was saved by another save than the newest open one (not last in, first out), when
 * it is a constant although a state was saved, or when it puts back a state that this function
 * itself had masked while the older saved state is gone. A value that was not followed is
 * never wrong.
 */
#include "rules/rule.h"

static bool is_open(const struct mask *mask, uint32_t save)
{
    for (int i = 0; i < mask->save_count; i++) {
        if (mask->saves[i] == save) {
            return true;
        }
    }
    return false;
}

static struct finding *report(struct rule_context *context, uint32_t func, const struct event *event,
                              const char *what, uint32_t save, const char *step)
{
    uint32_t loc = crit_op_loc(context, func, event->op);
    struct finding *finding = crit_report(context, func, loc, "%s", what);
    finding->severity = SEVERITY_ERROR;
    if (save != FLOW_NONE) {
        crit_step(context, finding, func, crit_op_loc(context, func, save), "", false, "%s", step);
    }
    crit_step(context, finding, func, loc, "", false, "restored here");
    finding->advice = "restore the value that was saved at the start of this section";
    return finding;
}

static void check_restore(struct rule_context *context, uint32_t func, const struct event *event)
{
    const struct mask *before = &event->before;
    enum gate gate = event->part == MODEL_PART_FAULT     ? GATE_FAULT
                     : event->part == MODEL_PART_CEILING ? GATE_CEILING
                                                         : GATE_GLOBAL;
    uint32_t newest = before->save_count ? before->saves[before->save_count - 1] : FLOW_NONE;
    if (event->value.kind == VALUE_UNSET) {
        report(context, func, event, "restores a value that was never saved", FLOW_NONE, "");
        return;
    }
    if (event->value.kind != VALUE_TOKEN) {
        return;
    }
    if (event->value.gate != gate) {
        report(context, func, event, "restores a state that was saved from another mask", event->value.id,
               "saved from another mask here");
        return;
    }
    bool masked_by_us = (event->value.state & RELATION_FROM_OPEN) == 2;
    if (newest != FLOW_NONE && event->value.id != newest && is_open(before, event->value.id)) {
        report(context, func, event, "restores an older saved state than the innermost section's", newest,
               "the innermost section saved its state here");
    } else if (event->value.id == newest && masked_by_us && before->save_count > 1 &&
               before->lost_save != FLOW_NONE) {
        report(context, func, event, "the saved state was overwritten: interrupts stay masked", event->value.id,
               "saved again here, over the state from before the section");
    }
}

static void check_function(struct rule_context *context, uint32_t func)
{
    const struct summary *summary = &context->flow->summaries[func];
    uint32_t last = FLOW_NONE;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (event->op == last) {
            continue;
        }
        size_t before = context->findings->count;
        bool constant = (event->kind == EVENT_UNMASK || event->kind == EVENT_MASK) &&
                        event->value.kind == VALUE_INT && event->before.save_count > 0;
        if (event->kind == EVENT_RESTORE) {
            check_restore(context, func, event);
        } else if (constant && event->kind == EVENT_UNMASK) {
            report(context, func, event, "restores a constant instead of the saved state",
                   event->before.saves[event->before.save_count - 1], "the state was saved here");
        }
        if (context->findings->count > before) {
            last = event->op;
        }
    }
}

const struct rule rule_crit104 = {
    .info = {
        .code = "CRIT104",
        .name = "wrong-token",
        .summary = "a section is ended with a value that is not the state it saved",
        .cwe = 667,
        .tier = TIER_A,
    },
    .on_function = check_function,
};
