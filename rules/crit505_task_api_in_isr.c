/*
 * CRIT505: a kernel call that is meant for tasks is reached from a handler.
 *
 * Paths that test whether they run in a handler are followed: `if (in_isr) ...FromISR() else
 * ...` is right, and silent. One finding for a call, however many handlers come there. Where the
 * other branch calls what handlers may call, the function knows both sides, by a test that was
 * not understood: tier C.
 */
#include "rules/rule.h"
#include "rules/api_context.h"
#include "rules/mend.h"

#include "flow/graph.h"

#include <stdlib.h>
#include <string.h>

enum { NAMED_MAX = 3 /* further handlers that a finding names */ };

static bool is_for_handlers(const struct rule_context *context, const char *name)
{
    return model_role(context->flow->facts.model, name, MODEL_ISR_API) != NULL;
}

/* Does the function call, where it does not call this, what handlers may call? */
static bool knows_both_sides(const struct rule_context *context, const struct api_call *call)
{
    const struct program *program = context->flow->facts.program;
    uint32_t func = call->entry->func;
    const struct ir_unit *unit = program_unit(program, func);
    const struct ir_func *ir = program_ir(program, func);
    const struct summary *summary = &context->flow->facts.summaries[func];
    uint32_t here = call->event->block - ir->block;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        const struct program_call *other = event->kind == EVENT_CALL && event->block != call->event->block
                                               ? calls_at(program, func, event->op)
                                               : NULL;
        uint32_t there = event->block - ir->block;
        if (other && other->sym != PROGRAM_NONE &&
            is_for_handlers(context, program->syms.data[other->sym].name) &&
            !graph_leads(unit, ir, NULL, here, there) && !graph_leads(unit, ir, NULL, there, here)) {
            return true;
        }
    }
    return false;
}

static bool is_doubtful(const struct api_call *call)
{
    return (call->entry->always & (WAY_UNSURE | WAY_TANGLED)) || call->handler->guessed;
}

/* By call, and for one call the surest handler first. */
static int compare(const void *left, const void *right)
{
    const struct api_call *a = left;
    const struct api_call *b = right;
    uint32_t keys[][2] = {{a->entry->func, b->entry->func},
                          {a->event->op, b->event->op},
                          {is_doubtful(a), is_doubtful(b)},
                          {a->entry->context, b->entry->context}};
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        if (keys[i][0] != keys[i][1]) {
            return keys[i][0] < keys[i][1] ? -1 : 1;
        }
    }
    return 0;
}

static void tell_way(struct rule_context *context, struct finding *finding, const struct api_call *call)
{
    const struct reach *reach = &context->flow->facts.reach;
    const struct reach_entry *at = call->entry;
    while (at->from_entry != FLOW_NONE && reach->entries.data[at->from_entry].func != call->handler->func) {
        at = &reach->entries.data[at->from_entry];
    }
    if (at->from_call != FLOW_NONE) {
        const struct program_call *from = &context->flow->facts.program->calls.data[at->from_call];
        crit_step(context, finding, from->caller, crit_op_loc(context, from->caller, from->op),
                  call->handler->name, false, "leads here from the handler");
    }
}

static const char *others_text(struct rule_context *context, const struct api_call *calls, size_t count)
{
    const char *text = "";
    for (size_t i = 1; i < count && i <= NAMED_MAX; i++) {
        text = crit_text(context, "%s%s '%s'", text, i > 1 ? "," : "; also reached from",
                         calls[i].handler->name);
    }
    return count > NAMED_MAX + 1 ? crit_text(context, "%s and %zu more", text, count - NAMED_MAX - 1) : text;
}

/*
 * FreeRTOS: the handler's form, which takes the address of a flag in place of a time to wait or behind all,
 * in the handler itself, where nobody asks for the result. On Cortex-M the switch that it asks for only
 * becomes pending, so that it may stand anywhere; elsewhere it must come last, and nothing is offered.
 */
static void mend(struct rule_context *context, struct finding *finding, const struct api_call *call)
{
    uint32_t func = call->entry->func;
    const struct ir_unit *unit = program_unit(context->flow->facts.program, func);
    const struct ir_op *op = &unit->ops.data[call->event->op];
    const char *macro = ir_text(unit, unit->locs.data[op->loc].macro);
    const struct model_entry *api =
        *macro ? model_role(context->flow->facts.model, macro, MODEL_TASK_API) : call->api;
    if (func != call->handler->func || !api || strcmp(api->ecosystem, "freertos") != 0 || !api->twin ||
        !*api->twin || !(op->flags & IR_OP_DISCARDED) || unit->target.arch != IR_ARCH_ARM_M) {
        return;
    }
    const struct model_entry *waits = model_role(context->flow->facts.model, api->name, MODEL_BLOCKS);
    struct program *program = context->flow->facts.program;
    struct repair_step twin = {.kind = REPAIR_TWIN,
                               .loc = program_loc(program, program->funcs.data[func].unit, op->loc),
                               .text = api->twin,
                               .argument =
                                   waits && waits->timeout_arg >= 0 ? waits->timeout_arg : REPAIR_APPEND};
    mend_way(context, finding, "woken");
    mend_step(context, finding, REPAIR_DECLARE, func, op->loc, "BaseType_t $ = pdFALSE");
    mend_step_add(context, finding, &twin);
    mend_step(context, finding, REPAIR_AFTER, func, op->loc, "portYIELD_FROM_ISR($)");
}

/* `calls`: the handlers that come to one call, the surest first. */
static void report(struct rule_context *context, const struct api_call *calls, size_t count)
{
    const struct api_call *call = &calls[0];
    uint32_t func = call->entry->func;
    uint32_t loc = crit_op_loc(context, func, call->event->op);
    struct finding *finding =
        crit_report(context, func, loc, "'%s' is called from handler '%s', and is for tasks only",
                    call->api->name, call->handler->name);
    finding->severity = call->handler->guessed ? SEVERITY_WARNING : SEVERITY_ERROR;
    if (func != call->handler->func) {
        tell_way(context, finding, call);
    }
    crit_step(context, finding, func, loc, call->handler->name, false, "calls '%s'", call->api->name);
    const char *way = crit_way_text(context, call->entry->context, func);
    finding->why =
        crit_text(context, "'%s' is a handler by %s%s%s%s", call->handler->name, call->handler->found,
                  *way ? ", and comes there by way of " : "", way, others_text(context, calls, count));
    finding->advice = call->api->twin && *call->api->twin
                          ? crit_text(context, "use '%s' in handlers", call->api->twin)
                          : "leave the work to a task: signal it from the handler";
    mend(context, finding, call);
    if (call->handler->guessed) {
        crit_lower(finding);
    }
    while (((call->entry->always & (WAY_UNSURE | WAY_TANGLED)) || knows_both_sides(context, call)) &&
           finding->tier != TIER_C) {
        crit_lower(finding);
    }
}

/* A section's exit is no finding of its own: its enter is the one to look at. */
static bool ends_section(const struct rule_context *context, const struct api_call *call)
{
    const struct model_entry *exit = model_role(context->flow->facts.model, call->api->name, MODEL_EXIT);
    return exit && exit->part == MODEL_PART_SECTION;
}

static void check_program(struct rule_context *context)
{
    struct api_calls calls = {0};
    api_calls_find(&calls, context->flow, UINT64_C(1) << MODEL_TASK_API);
    if (calls.data.count) {
        qsort(calls.data.data, calls.data.count, sizeof(*calls.data.data), compare);
    }
    for (size_t i = 0; i < calls.data.count;) {
        const struct api_call *first = &calls.data.data[i];
        size_t count = 1;
        while (i + count < calls.data.count && first[count].entry->func == first->entry->func &&
               first[count].event->op == first->event->op) {
            count++;
        }
        if (!ends_section(context, first)) {
            report(context, first, count);
        }
        i += count;
    }
    VEC_FREE(&calls.data);
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
