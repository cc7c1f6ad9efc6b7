/*
 * CRIT501: a call that may wait is made inside a section. With interrupts masked nothing comes
 * that could end the wait; with the scheduler suspended nobody else runs to end it.
 *
 * Only sections that the same function has opened count, and only waits without a doubt: a
 * poll, or a timeout that is not known, is silent. Sections that a kernel opens while the task
 * waits (per-task in a model) permit it. A lock that is held while waiting is another matter.
 */
#include "rules/rule.h"

#include "flow/blocking.h"
#include "flow/spin.h"

/* A delay that counts ticks by itself sees them if its timer is above the ceiling. */
static bool tick_passes(const struct rule_context *context, const struct held_section *held,
                        const struct model_entry *by)
{
    return held->part == MODEL_PART_CEILING &&
           !model_role(context->flow->facts.model, by->name, MODEL_TASK_API);
}

static void report(struct rule_context *context, const struct blocking *blocking, uint32_t func,
                   const struct event *event, const struct held_section *held, const struct waiting *waiting)
{
    const struct program *program = context->flow->facts.program;
    struct event opened = {.part = (uint8_t)held->part, .op = held->by, .value = value_any()};
    const char *part = crit_part_name(context, func, &opened);
    const char *state = held->part == MODEL_PART_SCHED     ? "suspended"
                        : held->part == MODEL_PART_SECTION ? "held"
                        : held->part == MODEL_PART_CEILING ? "raised"
                                                           : "masked";
    uint32_t loc = crit_op_loc(context, func, event->op);
    struct finding *finding =
        crit_report(context, func, loc, "'%s' may wait, with %s %s", waiting->by->name, part, state);
    finding->severity = SEVERITY_ERROR;
    crit_step(context, finding, func, crit_op_loc(context, func, held->by), "", false, "%s %s here", part,
              held->part == MODEL_PART_SECTION ? "entered" : state);
    enum { STEPS_MAX = 6 };
    const struct program_call *call = calls_at(program, func, event->op);
    for (int i = 0; i < STEPS_MAX && call && call->target_count; i++) {
        uint32_t callee = program->call_targets.data[call->target];
        uint32_t next = blocking->funcs[callee].op;
        if (next == FLOW_NONE || blocking_is_kernel(&context->flow->facts, callee)) {
            break;
        }
        crit_step(context, finding, func, crit_op_loc(context, func, call->op), "", false, "calls '%s'",
                  program_name(program, callee));
        func = callee;
        call = calls_at(program, callee, next);
    }
    uint32_t last = call ? call->op : event->op;
    crit_step(context, finding, func, crit_op_loc(context, func, last), "", false, "waits in '%s'",
              waiting->by->name);
    finding->advice = "leave the section before waiting, or poll with a timeout of 0";
}

static void check_function(struct rule_context *context, const struct blocking *blocking, uint32_t func)
{
    const struct facts *facts = &context->flow->facts;
    const struct summary *summary = &facts->summaries[func];
    uint32_t last = FLOW_NONE;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        struct waiting waiting;
        if (event->kind != EVENT_CALL || event->op == last) {
            continue;
        }
        struct held_section held = blocking_section(facts, func, &event->before);
        if (held.by == FLOW_NONE || held.per_task ||
            !blocking_call(blocking, facts, func, event->op, &waiting) ||
            tick_passes(context, &held, waiting.by)) {
            continue;
        }
        last = event->op;
        report(context, blocking, func, event, &held, &waiting);
    }
}

/* A loop that looks at what only a handler writes, which cannot run by then. */
static void check_spin(struct rule_context *context, const struct spin *spin, const struct reach_entry *entry)
{
    const struct flow *flow = context->flow;
    const struct access *writer;
    if (crit_context(context, entry->context)->kind == CONTEXT_HANDLER ||
        !spin_is_endless(flow, spin, entry, &writer)) {
        return;
    }
    const char *name = access_name(&flow->facts, spin_access(flow, spin));
    const char *who = crit_context(context, writer->context)->name;
    uint32_t loc = crit_op_loc(context, spin->func, spin->op);
    struct finding *finding =
        crit_report(context, spin->func, loc, "waits for '%s', which '%s' cannot write meanwhile", name, who);
    finding->severity = SEVERITY_ERROR;
    if (entry->from_call != FLOW_NONE) {
        const struct program_call *call = &flow->facts.program->calls.data[entry->from_call];
        crit_step(context, finding, call->caller, crit_op_loc(context, call->caller, call->op), "", false,
                  "calls '%s'", program_name(flow->facts.program, spin->func));
    }
    crit_step(context, finding, spin->func, loc, "", false, "waits here, with its handler masked");
    crit_step(context, finding, writer->func, crit_op_loc(context, writer->func, writer->op), who, true,
              "would write '%s'", name);
    finding->advice = "wait outside of the section, or look at the hardware instead";
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
    const struct program *program = context->flow->facts.program;
    struct blocking blocking;
    blocking_find(&blocking, &context->flow->facts);
    for (uint32_t func = 0; func < program->funcs.count; func++) {
        bool is_whole = !(program_ir(program, func)->flags & (IR_FUNC_MACRO_BODY | IR_FUNC_DEGRADED));
        if (is_whole && !blocking_is_kernel(&context->flow->facts, func)) {
            check_function(context, &blocking, func);
        }
    }
    check_spins(context);
}

const struct rule rule_crit501 = {
    .info =
        {
            .code = "CRIT501",
            .name = "blocking-in-section",
            .summary = "a call that may wait is made with interrupts masked or the scheduler suspended",
            .cwe = 833,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
