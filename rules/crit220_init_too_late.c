/*
 * CRIT220: a function that says CRITLINT_INIT (include/critlint.h) is called where others can run already: in
 * a handler or a task, after the scheduler started, or where a handler was enabled and nothing masks it.
 *
 * The annotation is believed where nothing is seen to enable a handler (flow/reach.c), and judged here by
 * what is seen. A caller that says the same passes the duty on.
 */
#include "rules/rule.h"

#include "flow/annotation.h"
#include "flow/started.h"

static const char word[] = "init";

/* The first callee that has the word, or PROGRAM_NONE. */
static uint32_t init_of(const struct program *program, const struct program_call *call)
{
    for (uint32_t i = 0; i < call->target_count; i++) {
        uint32_t func = program->call_targets.data[call->target + i];
        if (annotation_has(program, program->funcs.data[func].sym, word)) {
            return func;
        }
    }
    return PROGRAM_NONE;
}

/* A handler that was seen to be enabled, and can come at the call; FLOW_NONE: there is none. */
static uint32_t who_can_come(const struct facts *facts, const struct reach_entry *entry,
                             const struct event *event, bool *guess)
{
    struct abs_mask mask = reach_at(&entry->mask, &event->before);
    mask.armed =
        entry->mask.armed | armed_before(&facts->armed, facts->program, entry->func, event->block, event->op);
    mask.armed &= ~facts->armed.unseen;
    for (uint32_t i = 0; i < facts->contexts.data.count && i < ARMABLE_MAX; i++) {
        if (((mask.armed >> i) & 1) &&
            reach_preempts(facts->program, &facts->contexts, entry->context, &mask, i, guess)) {
            return i;
        }
    }
    return FLOW_NONE;
}

static void report(struct rule_context *context, const struct reach_entry *entry, const struct event *event,
                   uint32_t func, const char *reason, bool guess)
{
    const struct program *program = context->flow->facts.program;
    const struct context *who = crit_context(context, entry->context);
    uint32_t loc = crit_op_loc(context, entry->func, event->op);
    const char *name = program_name(program, func);
    struct finding *finding = crit_report(
        context, entry->func, loc, "'%s' is to run before anything else can, and is called %s", name, reason);
    finding->severity = SEVERITY_ERROR;
    if (entry->from_call != FLOW_NONE) {
        const struct program_call *from = &program->calls.data[entry->from_call];
        crit_step(context, finding, from->caller, crit_op_loc(context, from->caller, from->op), who->name,
                  false, "calls '%s'", program_name(program, entry->func));
    }
    crit_step(context, finding, entry->func, loc, who->name, false, "calls '%s'", name);
    finding->why = crit_text(context, "'%s' says so in its declaration (CRITLINT_INIT)", name);
    finding->advice = "call it earlier, or take the word away and guard what it touches";
    if (guess || who->guessed) {
        crit_lower(finding);
    }
    while ((entry->always & (WAY_UNSURE | WAY_TANGLED)) && finding->tier != TIER_C) {
        crit_lower(finding);
    }
}

/* Why the call is too late; NULL: nothing says that it is. */
static const char *why_late(struct rule_context *context, const struct started *started, uint32_t index,
                            const struct event *event, bool *guess)
{
    const struct facts *facts = &context->flow->facts;
    const struct reach_entry *entry = &facts->reach.entries.data[index];
    const struct context *who = crit_context(context, entry->context);
    if (who->kind != CONTEXT_MAIN) {
        return crit_text(context, who->kind == CONTEXT_TASK ? "in the task '%s'" : "in the handler '%s'",
                         who->name);
    }
    if (who->guessed) {
        return NULL; /* a caller that nobody sees */
    }
    if (started->seen && started_before(started, index, event->block, event->op)) {
        return "after the scheduler's start";
    }
    uint32_t handler = who_can_come(facts, entry, event, guess);
    return handler == FLOW_NONE
               ? NULL
               : crit_text(context, "when '%s' can come already", crit_context(context, handler)->name);
}

static void check_entry(struct rule_context *context, const struct started *started, uint32_t index)
{
    const struct facts *facts = &context->flow->facts;
    const struct reach_entry *entry = &facts->reach.entries.data[index];
    const struct summary *summary = &facts->summaries[entry->func];
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        bool guess = false;
        const struct program_call *call =
            event->kind == EVENT_CALL && reach_possible(&facts->contexts, entry, &event->before)
                ? calls_at(facts->program, entry->func, event->op)
                : NULL;
        uint32_t func = call ? init_of(facts->program, call) : PROGRAM_NONE;
        const char *reason = func == PROGRAM_NONE ? NULL : why_late(context, started, index, event, &guess);
        if (reason) {
            report(context, entry, event, func, reason, guess);
        }
    }
}

static bool has_init(const struct program *program)
{
    for (uint32_t i = 0; i < program->funcs.count; i++) {
        if (annotation_has(program, program->funcs.data[i].sym, word)) {
            return true;
        }
    }
    return false;
}

static void check_program(struct rule_context *context)
{
    const struct facts *facts = &context->flow->facts;
    struct started started;
    if (!has_init(facts->program)) {
        return;
    }
    started_find(&started, facts);
    for (uint32_t i = 0; i < facts->reach.entries.count; i++) {
        const struct reach_entry *entry = &facts->reach.entries.data[i];
        uint32_t sym = facts->program->funcs.data[entry->func].sym;
        if (!(entry->always & WAY_FATAL) && !annotation_has(facts->program, sym, word)) {
            check_entry(context, &started, i);
        }
    }
    started_free(&started);
}

const struct rule rule_crit220 = {
    .info =
        {
            .code = "CRIT220",
            .name = "init-too-late",
            .summary = "a function that is to run before anything else can is called when others can",
            .cwe = 696,
            .tier = TIER_A,
        },
    .on_program = check_program,
};
