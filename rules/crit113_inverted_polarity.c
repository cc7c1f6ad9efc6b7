/*
 * CRIT113: interrupts are opened exactly where they were masked before, and stay masked where
 * they were open: the saved state is read the wrong way round.
 *
 * A test of the saved state leaves, on each branch, only one way how the entry can have been.
 * An enable after the function's own mask, on a path that is only possible if the caller had
 * interrupts masked, is the bug, if on the path of the open entry they stay masked. Nothing is
 * said where the saved state is opaque, because then a test of it tells nothing.
 */
#include "rules/rule.h"

static void check_function(struct rule_context *context, uint32_t func)
{
    const struct summary *summary = &context->flow->facts.summaries[func];
    uint32_t last = FLOW_NONE;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (event->op == last || !crit_inverted(summary, event)) {
            continue;
        }
        last = event->op;
        const char *part = crit_part_name(context, func, event);
        uint32_t loc = crit_op_loc(context, func, event->op);
        struct finding *finding =
            crit_report(context, func, loc, "enables %s only where they were masked before", part);
        finding->severity = SEVERITY_ERROR;
        uint32_t saved = event->before.save_count ? event->before.saves[0]
                                                  : crit_opened_by(&event->before, event->part, 0);
        crit_step(context, finding, func, crit_op_loc(context, func, saved), "", false,
                  "the state is saved here");
        crit_step(context, finding, func, loc, "", false,
                  "comes here if it said 'masked'; if it said 'open', %s stay masked", part);
        finding->advice = "turn the test round: enable where the saved state says 'open'";
    }
}

const struct rule rule_crit113 = {
    .info =
        {
            .code = "CRIT113",
            .name = "inverted-polarity",
            .summary = "the saved state is tested the wrong way round",
            .cwe = 480,
            .tier = TIER_C,
        },
    .on_function = check_function,
};
