/*
 * CRIT507: a handler calls what may wait. It cannot be switched away from, so the wait stops
 * everything of its priority and below, among it what it waits for.
 *
 * Kernel calls that are for tasks only are CRIT505's matter. A poll, a timeout that is not
 * known, and a delay whose tick may still come are silent.
 */
#include "rules/rule.h"
#include "rules/api_context.h"

#include "flow/blocking.h"
#include "flow/spin.h"

static void visit(struct rule_context *context, const struct api_call *call)
{
    const struct facts *facts = &context->flow->facts;
    struct blocking none = {.funcs = NULL};
    struct waiting waiting;
    uint32_t func = call->entry->func;
    if (model_role(facts->model, call->api->name, MODEL_TASK_API) ||
        !blocking_call(&none, facts, func, call->event->op, &waiting)) {
        return;
    }
    uint32_t loc = crit_op_loc(context, func, call->event->op);
    struct finding *finding = crit_report(context, func, loc, "'%s' may wait, in handler '%s'",
                                          call->api->name, call->handler->name);
    if (call->entry->from_call != FLOW_NONE) {
        const struct program_call *from = &facts->program->calls.data[call->entry->from_call];
        crit_step(context, finding, from->caller, crit_op_loc(context, from->caller, from->op),
                  call->handler->name, false, "leads here from the handler");
    }
    crit_step(context, finding, func, loc, call->handler->name, false, "waits in '%s'", call->api->name);
    finding->why = crit_text(context, "'%s' is a handler by %s", call->handler->name, call->handler->found);
    finding->advice = "leave the wait to a task or to the main loop: signal it from the handler";
    if (call->handler->guessed) {
        crit_lower(finding);
    }
}

/* A loop that waits for what a context writes that this handler has preempted, or keeps out. */
static void check_spin(struct rule_context *context, const struct spin *spin, const struct reach_entry *entry)
{
    const struct flow *flow = context->flow;
    const struct context *handler = crit_context(context, entry->context);
    const struct access *writer;
    if (handler->kind != CONTEXT_HANDLER || handler->priority == PRIORITY_UNKNOWN || handler->guessed ||
        !spin_is_endless(flow, spin, entry, &writer)) {
        return;
    }
    const char *name = access_name(&flow->facts, spin_access(flow, spin));
    uint32_t loc = crit_op_loc(context, spin->func, spin->op);
    struct finding *finding = crit_report(context, spin->func, loc, "handler '%s' waits for '%s', which %s",
                                          handler->name, name, "nobody can write meanwhile");
    crit_step(context, finding, spin->func, loc, handler->name, false, "waits here");
    crit_step(context, finding, writer->func, crit_op_loc(context, writer->func, writer->op),
              crit_context(context, writer->context)->name, false, "would write '%s'", name);
    finding->advice = "return, and go on when it was written";
}

static void check_spins(struct rule_context *context)
{
    const struct reach *reach = &context->flow->facts.reach;
    struct spins spins;
    spins_find(&spins, &context->flow->facts);
    for (size_t i = 0; i < spins.data.count; i++) {
        size_t before = context->findings->count;
        for (uint32_t j = 0; j < reach->entries.count && context->findings->count == before; j++) {
            if (reach->entries.data[j].func == spins.data.data[i].func) {
                check_spin(context, &spins.data.data[i], &reach->entries.data[j]);
            }
        }
    }
    spins_free(&spins);
}

static void check_program(struct rule_context *context)
{
    struct api_calls calls = {0};
    api_calls_find(&calls, context->flow, UINT64_C(1) << MODEL_BLOCKS);
    for (size_t i = 0; i < calls.data.count; i++) {
        visit(context, &calls.data.data[i]);
    }
    VEC_FREE(&calls.data);
    check_spins(context);
}

const struct rule rule_crit507 = {
    .info =
        {
            .code = "CRIT507",
            .name = "isr-blocks",
            .summary = "a handler calls what may wait",
            .cwe = 833,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
