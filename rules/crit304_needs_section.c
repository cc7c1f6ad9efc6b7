/*
 * CRIT304: a function that says CRITLINT_REQUIRES_MASKED (include/critlint.h) is called with
 * interrupts open.
 *
 * Judged where interrupts are open on every way that leads to the call, in main or a task: a
 * handler may be the most urgent one, and then nobody comes. A caller that says the same passes the
 * duty on. Before any handler is armed nothing can come either. A program for a host has no interrupts:
 * what stands for the mask there, a lock and the signals, is not followed.
 * A function that stops unless interrupts are masked says the same by an assertion: tier C, as what it stops
 * for may be another reason.
 *
 * CRITLINT_REQUIRES(lock) is the same of a lock: judged in every context, in main from the scheduler's start
 * on.
 */
#include "rules/rule.h"

#include "flow/annotation.h"
#include "flow/declared.h"

#include <string.h>

static const char word[] = "requires-masked";

/* The first callee that has the word, or PROGRAM_NONE. */
static uint32_t duty_of(const struct program *program, const struct program_call *call)
{
    if (call->sym != PROGRAM_NONE && annotation_has(program, call->sym, word)) {
        return call->sym;
    }
    for (uint32_t i = 0; i < call->target_count; i++) {
        uint32_t sym = program->funcs.data[program->call_targets.data[call->target + i]].sym;
        if (annotation_has(program, sym, word)) {
            return sym;
        }
    }
    return PROGRAM_NONE;
}

static bool has_handlers(const struct contexts *contexts)
{
    for (size_t i = 0; i < contexts->data.count; i++) {
        if (contexts->data.data[i].kind == CONTEXT_HANDLER) {
            return true;
        }
    }
    return false;
}

static bool on_host(const struct program *program, uint32_t func)
{
    return program_unit(program, func)->target.arch == IR_ARCH_HOST;
}

static bool is_open(const struct contexts *contexts, const struct abs_mask *mask)
{
    for (int gate = 0; gate < GATES; gate++) {
        if (mask->gate[gate] & MAY_MASKED) {
            return false;
        }
    }
    bool somebody = mask->armed || !has_handlers(contexts);
    return somebody && mask->section_high <= 0 && mask->line_count == 0;
}

static void report(struct rule_context *context, const struct reach_entry *entry, const struct event *event,
                   uint32_t sym)
{
    const struct program *program = context->flow->facts.program;
    const struct context *who = crit_context(context, entry->context);
    uint32_t loc = crit_op_loc(context, entry->func, event->op);
    const char *name = program->syms.data[sym].name;
    struct finding *finding =
        crit_report(context, entry->func, loc,
                    "'%s' is to be called with interrupts masked, and is called without", name);
    finding->severity = who->guessed ? SEVERITY_WARNING : SEVERITY_ERROR;
    if (entry->from_call != FLOW_NONE) {
        const struct program_call *from = &program->calls.data[entry->from_call];
        crit_step(context, finding, from->caller, crit_op_loc(context, from->caller, from->op), who->name,
                  false, "calls '%s'", program_name(program, entry->func));
    }
    crit_step(context, finding, entry->func, loc, who->name, false, "calls '%s' with interrupts open", name);
    finding->why = crit_text(context, "'%s' says so in its declaration (CRITLINT_REQUIRES_MASKED)", name);
    finding->advice = "mask around the call, or hand the duty on: say CRITLINT_REQUIRES_MASKED here";
    if (who->guessed) {
        crit_lower(finding);
    }
    while ((entry->always & (WAY_UNSURE | WAY_TANGLED)) &&
           finding->tier != TIER_C) { /* by a pointer that may lead elsewhere */
        crit_lower(finding);
    }
}

/* ---- assertions ------------------------------------------------------------------------------------ */

/* Is there a way through the function, and none but with the gate masked? */
static bool asserts(const struct summary *summary, enum gate gate)
{
    bool only_masked = summary->done && !summary->truncated && !summary->aborts;
    for (uint32_t i = 0; i < summary->caller_exits; i++) {
        relation at = summary->exits[i].mask.gate[gate];
        only_masked &= !(at & RELATION_FROM_OPEN) && !(summary->exits[i].mask.opaque & (1u << gate));
    }
    return only_masked && summary->caller_exits;
}

/* By itself, and not by what it calls: that is told where it is called. */
static bool asserts_itself(const struct facts *facts, uint32_t func, enum gate gate)
{
    const struct program_func *entry = &facts->program->funcs.data[func];
    if (!asserts(&facts->summaries[func], gate)) {
        return false;
    }
    for (uint32_t i = 0; i < entry->call_count; i++) {
        const struct program_call *call = &facts->program->calls.data[entry->call + i];
        for (uint32_t j = 0; j < call->target_count; j++) {
            if (asserts(&facts->summaries[facts->program->call_targets.data[call->target + j]], gate)) {
                return false;
            }
        }
    }
    return true;
}

static void check_assertion(struct rule_context *context, const struct reach_entry *entry,
                            const struct event *event, uint32_t func)
{
    const struct facts *facts = &context->flow->facts;
    const struct context *who = crit_context(context, entry->context);
    struct abs_mask mask = reach_at(&entry->mask, &event->before);
    if (mask.gate[GATE_GLOBAL] != MAY_OPEN || !asserts_itself(facts, func, GATE_GLOBAL)) {
        return;
    }
    const char *name = program_name(facts->program, func);
    uint32_t loc = crit_op_loc(context, entry->func, event->op);
    struct finding *finding =
        crit_report(context, entry->func, loc,
                    "'%s' stops when interrupts are open, and is called with interrupts open", name);
    crit_step(context, finding, entry->func, loc, who->name, false, "calls '%s'", name);
    finding->why = crit_text(context, "no way through '%s' returns unless interrupts are masked", name);
    finding->advice = "mask around the call";
    crit_lower(finding); /* what it stops for may be another reason, and real trees have not shown it yet */
    crit_lower(finding);
}

/* ---- masks -------------------------------------------------------------------------------------------- */

static void check_entry(struct rule_context *context, const struct reach_entry *entry)
{
    const struct facts *facts = &context->flow->facts;
    const struct summary *summary = &facts->summaries[entry->func];
    uint32_t last = FLOW_NONE;
    if (on_host(facts->program, entry->func)) {
        return;
    }
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (event->kind != EVENT_CALL || event->op == last ||
            !reach_possible(&facts->contexts, entry, &event->before)) {
            continue;
        }
        const struct program_call *call = calls_at(facts->program, entry->func, event->op);
        if (call && call->target_count == 1) {
            check_assertion(context, entry, event, facts->program->call_targets.data[call->target]);
        }
        uint32_t sym = call ? duty_of(facts->program, call) : PROGRAM_NONE;
        struct abs_mask mask = reach_at(&entry->mask, &event->before);
        if (sym != PROGRAM_NONE && is_open(&facts->contexts, &mask)) {
            last = event->op;
            report(context, entry, event, sym);
        }
    }
}

/* ---- locks ----------------------------------------------------------------------------------------- */

static const char lock_word[] = "requires";

static bool needs_locks(const struct program *program)
{
    for (uint32_t i = 0; i < program->syms.count; i++) {
        if (program->syms.data[i].kind == IR_SYM_FUNCTION && annotation_has(program, i, lock_word)) {
            return true;
        }
    }
    return false;
}

static void report_lock(struct rule_context *context, const struct reach_entry *entry,
                        const struct event *event, uint32_t sym, const char *lock, bool exists)
{
    const char *name = context->flow->facts.program->syms.data[sym].name;
    const struct context *who = crit_context(context, entry->context);
    uint32_t loc = crit_op_loc(context, entry->func, event->op);
    struct finding *finding =
        crit_report(context, entry->func, loc,
                    exists ? "'%s' is to be called with '%s' held, and is called without"
                           : "'%s' is to be called with '%s' held, and nothing here is called so",
                    name, lock);
    finding->severity = who->guessed ? SEVERITY_WARNING : SEVERITY_ERROR;
    crit_step(context, finding, entry->func, loc, who->name, false, "calls '%s' without '%s'", name, lock);
    finding->why = crit_text(context, "'%s' says so in its declaration (CRITLINT_REQUIRES)", name);
    finding->advice = crit_text(
        context, "take '%s' around the call, or hand the duty on: say CRITLINT_REQUIRES here", lock);
    if (who->guessed) {
        crit_lower(finding);
    }
    while ((entry->always & (WAY_UNSURE | WAY_TANGLED)) && finding->tier != TIER_C) {
        crit_lower(finding);
    }
}

static void check_locks(struct rule_context *context, struct declared *declared, uint32_t index)
{
    const struct facts *facts = &context->flow->facts;
    const struct reach_entry *entry = &facts->reach.entries.data[index];
    const struct summary *summary = &facts->summaries[entry->func];
    bool in_main = crit_context(context, entry->context)->kind == CONTEXT_MAIN;
    const char *own = annotation_name(facts->program, facts->program->funcs.data[entry->func].sym, lock_word);
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        const struct program_call *call =
            event->kind == EVENT_CALL && reach_possible(&facts->contexts, entry, &event->before)
                ? calls_at(facts->program, entry->func, event->op)
                : NULL;
        const char *lock =
            call && call->sym != PROGRAM_NONE ? annotation_name(facts->program, call->sym, lock_word) : NULL;
        if (!lock || (own && strcmp(own, lock) == 0) ||
            (in_main && declared->started.seen &&
             !started_before(&declared->started, index, event->block, event->op))) {
            continue;
        }
        struct declared_guard guard =
            declared_lock(declared, facts->program->syms.data[call->sym].unit, lock);
        if (!guard.exists || !declared_holds(declared, &guard, index, &event->before)) {
            report_lock(context, entry, event, call->sym, lock, guard.exists);
        }
    }
}

static void check_all_locks(struct rule_context *context)
{
    const struct facts *facts = &context->flow->facts;
    struct declared declared;
    if (!needs_locks(facts->program)) {
        return;
    }
    declared_init(&declared, context->flow);
    for (uint32_t i = 0; i < facts->reach.entries.count; i++) {
        if (!(facts->reach.entries.data[i].always & WAY_FATAL)) {
            check_locks(context, &declared, i);
        }
    }
    declared_free(&declared);
}

static void check_program(struct rule_context *context)
{
    const struct facts *facts = &context->flow->facts;
    for (uint32_t i = 0; i < facts->reach.entries.count; i++) {
        const struct reach_entry *entry = &facts->reach.entries.data[i];
        bool handler = crit_context(context, entry->context)->kind == CONTEXT_HANDLER;
        uint32_t sym = facts->program->funcs.data[entry->func].sym;
        if (!handler && !(entry->always & WAY_FATAL) && !annotation_has(facts->program, sym, word)) {
            check_entry(context, entry);
        }
    }
    check_all_locks(context);
}

const struct rule rule_crit304 = {
    .info =
        {
            .code = "CRIT304",
            .name = "needs-section",
            .summary = "a function that is to be called with a mask or a lock held is called without",
            .cwe = 667,
            .tier = TIER_A,
        },
    .on_program = check_program,
};
