/*
 * CRIT105: the saved state goes through a type that is too narrow for it, and what is restored is
 * another state.
 *
 * Reports the restore of a state that lost bits on its way: BASEPRI or a whole status register in
 * a bool, Xtensa's PS in a byte. PRIMASK is one bit and fits anything. Silent where the bits that
 * are lost are not known to matter.
 */
#include "rules/rule.h"

static void check_function(struct rule_context *context, uint32_t func)
{
    const struct summary *summary = &context->flow->facts.summaries[func];
    uint32_t last = FLOW_NONE;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        bool restores = event->kind == EVENT_RESTORE && event->value.kind == VALUE_TOKEN;
        if (!restores || event->op == last || !(event->value.flags & TOKEN_CUT)) {
            continue;
        }
        last = event->op;
        const char *part = crit_part_name(context, func, event);
        uint32_t loc = crit_op_loc(context, func, event->op);
        struct finding *finding =
            crit_report(context, func, loc, "restores a saved state that was cut to fewer bits on its way");
        finding->severity = SEVERITY_ERROR;
        crit_step(context, finding, func, crit_op_loc(context, func, event->value.id), "", false,
                  "the state of %s is saved here", part);
        crit_step(context, finding, func, loc, "", false, "what is restored here is not what was saved");
        finding->advice = "keep the state in the type that the save returns";
    }
}

const struct rule rule_crit105 = {
    .info =
        {
            .code = "CRIT105",
            .name = "token-truncated",
            .summary = "the saved state is kept in a type that is too narrow for it",
            .cwe = 197,
            .tier = TIER_C,
        },
    .on_function = check_function,
};
