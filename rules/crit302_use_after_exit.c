/*
 * CRIT302: a pointer to guarded data, taken inside a section, is used after the section in the
 * same function.
 */
#include "rules/rule.h"
#include "rules/guarded.h"

static bool holds_anything(const struct mask *mask)
{
    return mask_owns(mask);
}

static void check_function(struct rule_context *context, uint32_t func)
{
    const struct summary *summary = &context->flow->summaries[func];
    uint32_t last = FLOW_NONE;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        bool is_access =
            event->kind == EVENT_READ || event->kind == EVENT_WRITE || event->kind == EVENT_UPDATE;
        if (!is_access || event->value.kind != VALUE_GLOBAL || event->value.section == FLOW_NONE ||
            holds_anything(&event->before) || event->op == last ||
            !guarded_data(context->flow, event->value.id)) {
            continue;
        }
        last = event->op;
        uint32_t loc = crit_op_loc(context, func, event->op);
        const char *name = context->flow->program->syms.data[event->value.id].name;
        struct finding *finding = crit_report(
            context, func, loc, "'%s' is used through a pointer after its section has ended", name);
        finding->severity = SEVERITY_ERROR;
        crit_step(context, finding, func, crit_op_loc(context, func, event->value.section), "", false,
                  "the section begins here; the pointer is taken inside");
        crit_step(context, finding, func, loc, "", false, "used here, with nothing held");
        finding->advice = "move the use into the section, or copy the data while it is held";
    }
}

const struct rule rule_crit302 = {
    .info =
        {
            .code = "CRIT302",
            .name = "use-after-exit",
            .summary = "a pointer to guarded data is used after its section has ended",
            .cwe = 820,
            .tier = TIER_A,
        },
    .on_function = check_function,
};
