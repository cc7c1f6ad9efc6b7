/*
 * CRIT508: a handler works long: it formats, allocates, waits for hardware without a bound, or takes more
 * than a thousand instructions. All of its priority and below waits, and the main loop with it.
 *
 * By the lower number of instructions, so that what may be long is silent. Calls that wait for others are
 * CRIT507's matter, and what only a failure or a guessed call leads to is nobody's.
 */
#include "rules/api_context.h"
#include "rules/length_story.h"
#include "rules/rule.h"

#include "flow/cost.h"
#include "flow/spin.h"

#include <inttypes.h>

enum { BUDGET = 1000 /* instructions */ };

static void tell_handler(struct rule_context *context, struct finding *finding, const struct context *handler)
{
    finding->severity = SEVERITY_NOTE;
    finding->why = crit_text(context, "'%s' is a handler by %s", handler->name, handler->found);
    finding->advice = "take what the hardware has, and leave the work to a task or to the main loop";
}

/* How the handler comes to a function that it does not call itself. */
static void tell_way(struct rule_context *context, struct finding *finding, const struct reach_entry *entry)
{
    const struct context *handler = crit_context(context, entry->context);
    if (entry->from_call != FLOW_NONE) {
        const struct program_call *from = &context->flow->facts.program->calls.data[entry->from_call];
        crit_step(context, finding, from->caller, crit_op_loc(context, from->caller, from->op), handler->name,
                  false, "leads here from the handler");
    }
}

static void check_calls(struct rule_context *context)
{
    struct api_calls calls = {0};
    api_calls_find(&calls, context->flow, UINT64_C(1) << MODEL_SLOW);
    for (size_t i = 0; i < calls.data.count; i++) {
        const struct api_call *call = &calls.data.data[i];
        if (call->call->target_count || call->entry->always || call->handler->guessed) {
            continue; /* a body is measured */
        }
        uint32_t func = call->entry->func;
        uint32_t loc = crit_op_loc(context, func, call->event->op);
        struct finding *finding = crit_report(context, func, loc, "'%s' works long, in handler '%s'",
                                              call->api->name, call->handler->name);
        tell_way(context, finding, call->entry);
        crit_step(context, finding, func, loc, call->handler->name, false, "calls '%s'", call->api->name);
        tell_handler(context, finding, call->handler);
    }
    VEC_FREE(&calls.data);
}

/* The first handler that comes to a loop. */
static const struct reach_entry *handler_at(const struct rule_context *context, const struct spin *spin)
{
    const struct facts *facts = &context->flow->facts;
    for (size_t i = 0; i < facts->reach.entries.count; i++) {
        const struct reach_entry *entry = &facts->reach.entries.data[i];
        const struct context *handler = &facts->contexts.data.data[entry->context];
        bool device = handler->kind == CONTEXT_HANDLER && !handler->guessed && !handler->unmaskable;
        if (entry->func == spin->func && device && !entry->always &&
            reach_possible(&facts->contexts, entry, &spin->event->before)) {
            return entry;
        }
    }
    return NULL;
}

static void check_waits(struct rule_context *context)
{
    struct spins spins;
    spins_find(&spins, &context->flow->facts);
    for (size_t i = 0; i < spins.data.count; i++) {
        const struct spin *spin = &spins.data.data[i];
        const struct access *access = spin_access(context->flow, spin);
        const struct reach_entry *entry = handler_at(context, spin);
        if (!entry || !access || !(access->object & ACCESS_FIXED)) {
            continue;
        }
        const struct context *handler = crit_context(context, entry->context);
        uint32_t loc = crit_op_loc(context, spin->func, spin->op);
        struct finding *finding =
            crit_report(context, spin->func, loc, "handler '%s' waits for %s without a bound", handler->name,
                        access_name(&context->flow->facts, access));
        tell_way(context, finding, entry);
        crit_step(context, finding, spin->func, loc, handler->name, false, "waits here");
        tell_handler(context, finding, handler);
    }
    spins_free(&spins);
}

static void check_lengths(struct rule_context *context)
{
    const struct facts *facts = &context->flow->facts;
    struct costs costs;
    costs_find(&costs, facts);
    for (uint32_t i = 0; i < facts->contexts.data.count; i++) {
        const struct context *handler = &facts->contexts.data.data[i];
        uint64_t length = costs.total[handler->func].low;
        if (handler->kind != CONTEXT_HANDLER || handler->guessed || handler->unmaskable || length <= BUDGET) {
            continue;
        }
        struct region region;
        struct longest longest;
        costs_region(&costs, &region, handler->func);
        region.to_return = true;
        costs_longest(&costs, &longest, &region);
        uint32_t loc = program_ir(facts->program, handler->func)->loc;
        struct finding *finding = crit_report(
            context, handler->func, loc,
            "handler '%s' takes at least %" PRIu64 " instructions on its longest way", handler->name, length);
        finding->key = crit_text(context, "%s %s", finding->rule->code, handler->name);
        length_steps(context, finding, handler->func, &longest);
        tell_handler(context, finding, handler);
    }
    costs_free(&costs);
}

static void check_program(struct rule_context *context)
{
    check_calls(context);
    check_waits(context);
    check_lengths(context);
}

const struct rule rule_crit508 = {
    .info =
        {
            .code = "CRIT508",
            .name = "long-isr",
            .summary = "a handler formats, allocates, waits for hardware or works long",
            .cwe = 1322,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
