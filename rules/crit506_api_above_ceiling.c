/*
 * CRIT506: a handler that the kernel's sections do not mask calls into the kernel, and breaks
 * its lists.
 *
 * Needs both numbers: the handler's priority (set by a constant, or the reset value) and the
 * kernel's ceiling (from the body of its section). With one of them unknown it is silent.
 */
#include "rules/rule.h"
#include "rules/api_context.h"

static void visit(struct rule_context *context, const struct api_call *call)
{
    const struct contexts *contexts = &context->flow->facts.contexts;
    if (!contexts->ceiling || call->handler->priority == PRIORITY_UNKNOWN || call->handler->guessed ||
        call->handler->line < 0) {
        return;
    }
    uint32_t shifted = ((uint32_t)call->handler->priority << (8 - contexts->priority_bits)) & 0xff;
    if (shifted >= contexts->ceiling) {
        return;
    }
    uint32_t func = call->entry->func;
    uint32_t loc = crit_op_loc(context, func, call->event->op);
    struct finding *finding = crit_report(
        context, func, loc, "'%s' is called from handler '%s' (%s), above the kernel's ceiling (priority %u)",
        call->api->name, call->handler->name, crit_priority_text(context, call->handler),
        contexts->ceiling >> (8 - contexts->priority_bits));
    finding->severity = SEVERITY_ERROR;
    crit_step(context, finding, func, loc, call->handler->name, true,
              "runs even inside the kernel's critical sections, and changes its lists");
    finding->why =
        call->handler->priority_is_reset
            ? crit_text(context, "nothing sets the priority of '%s': it stays at the reset value 0",
                        call->handler->name)
            : crit_text(context, "'%s' is a handler by %s", call->handler->name, call->handler->found);
    while ((call->entry->always & (WAY_UNSURE | WAY_TANGLED)) &&
           finding->tier != TIER_C) { /* by a pointer that may lead elsewhere */
        crit_lower(finding);
    }
    finding->advice = "give the handler a priority at or below the ceiling, or defer the call";
}

static void check_program(struct rule_context *context)
{
    struct api_calls calls = {0};
    api_calls_find(&calls, context->flow, UINT64_C(1) << MODEL_ISR_API | UINT64_C(1) << MODEL_ANY_API);
    for (size_t i = 0; i < calls.data.count; i++) {
        visit(context, &calls.data.data[i]);
    }
    VEC_FREE(&calls.data);
}

const struct rule rule_crit506 = {
    .info =
        {
            .code = "CRIT506",
            .name = "api-above-ceiling",
            .summary = "a handler above the kernel's ceiling calls into the kernel",
            .cwe = 820,
            .tier = TIER_A,
        },
    .on_program = check_program,
};
