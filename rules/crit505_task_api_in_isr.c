/*
 * CRIT505: a kernel call that is meant for tasks is reached from a handler.
 *
 * Paths that test whether they run in a handler are followed: `if (in_isr) ...FromISR() else
 * ...` is right, and silent.
 */
#include "rules/rule.h"
#include "rules/api_context.h"

static void visit(struct rule_context *context, const struct api_call *call)
{
    uint32_t func = call->entry->func;
    const struct model_entry *exit = model_role(context->flow->facts.model, call->api->name, MODEL_EXIT);
    if (exit && exit->part == MODEL_PART_SECTION) {
        return; /* its enter is the one to look at */
    }
    uint32_t loc = crit_op_loc(context, func, call->event->op);
    struct finding *finding =
        crit_report(context, func, loc, "'%s' is called from handler '%s', and is for tasks only",
                    call->api->name, call->handler->name);
    finding->severity = call->handler->guessed ? SEVERITY_WARNING : SEVERITY_ERROR;
    if (func != call->handler->func) {
        const struct program *program = context->flow->facts.program;
        const struct reach_entry *at = call->entry;
        while (at->from_entry != FLOW_NONE &&
               context->flow->facts.reach.entries.data[at->from_entry].func != call->handler->func) {
            at = &context->flow->facts.reach.entries.data[at->from_entry];
        }
        if (at->from_call != FLOW_NONE) {
            const struct program_call *from = &program->calls.data[at->from_call];
            crit_step(context, finding, from->caller, crit_op_loc(context, from->caller, from->op),
                      call->handler->name, false, "leads here from the handler");
        }
    }
    crit_step(context, finding, func, loc, call->handler->name, false, "calls '%s'", call->api->name);
    finding->why = crit_text(context, "'%s' is a handler by %s", call->handler->name, call->handler->found);
    finding->advice = call->api->twin && *call->api->twin
                          ? crit_text(context, "use '%s' in handlers", call->api->twin)
                          : "leave the work to a task: signal it from the handler";
    if (call->handler->guessed) {
        crit_lower(finding);
    }
    while (call->entry->unsure && finding->tier != TIER_C) { /* by a pointer that may lead elsewhere */
        crit_lower(finding);
    }
}

static void check_program(struct rule_context *context)
{
    api_calls(context, UINT64_C(1) << MODEL_TASK_API, visit);
}

const struct rule rule_crit505 = {
    .info =
        {
            .code = "CRIT505",
            .name = "task-api-in-isr",
            .summary = "a kernel call that is meant for tasks is reached from a handler",
            .cwe = 828,
            .tier = TIER_A,
        },
    .on_program = check_program,
};
