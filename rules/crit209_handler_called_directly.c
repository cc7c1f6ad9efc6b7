/*
 * CRIT209: ordinary code calls a handler while the same handler can come by itself.
 *
 * A handler is written for one run at a time: what it changes in several steps, and the flags that
 * it reads and then clears, have no guard against itself. Silent where the handler is masked or not
 * armed yet at the call, where it is a callback (made to be called), where all that it does is to
 * store constants, and where CRIT201 or CRIT202 already speak of an object in the handler.
 */
#include "rules/rule.h"

/* The handler context whose root is that function, from a table or an attribute; or FLOW_NONE. */
static uint32_t handler_of(const struct rule_context *context, uint32_t func)
{
    const struct contexts *contexts = &context->flow->facts.contexts;
    for (uint32_t i = 0; i < contexts->data.count; i++) {
        const struct context *who = &contexts->data.data[i];
        if (who->func == func && who->kind == CONTEXT_HANDLER && !who->registered && !who->guessed &&
            !who->unmaskable && !who->called_by) {
            return i;
        }
    }
    return FLOW_NONE;
}

/* A change in several steps, or a write to a register, in the handler's own run; or NULL. */
static const struct access *own_state(const struct rule_context *context, uint32_t handler)
{
    const struct accesses *accesses = &context->flow->accesses;
    const struct access *found = NULL;
    for (size_t i = 0; i < accesses->data.count; i++) {
        const struct access *access = &accesses->data.data[i];
        bool is_register = (access->object & ACCESS_FIXED) != 0;
        if (access->context != handler || access->atomic || access->unsure || access->tangled ||
            access->fatal) {
            continue;
        }
        if (access->kind == ACCESS_UPDATE && !is_register) {
            return access;
        }
        found = access->kind == ACCESS_WRITE && is_register && !found ? access : found;
    }
    return found;
}

static bool is_raced(const struct rule_context *context, uint32_t handler, uint32_t called_in)
{
    const struct races *races = &context->flow->races;
    for (size_t i = 0; i < races->data.count; i++) {
        const struct race *race = &races->data.data[i];
        if (race->at_risk->context == called_in && race->by->context == handler &&
            reach_find(&context->flow->facts.reach, handler, race->at_risk->func)) {
            return true;
        }
    }
    return false;
}

static void report(struct rule_context *context, const struct reach_entry *entry, const struct event *event,
                   uint32_t handler)
{
    const struct context *who = crit_context(context, entry->context);
    const struct context *by = crit_context(context, handler);
    const struct access *state = own_state(context, handler);
    if (!state || is_raced(context, handler, entry->context)) {
        return;
    }
    const char *name = access_name(&context->flow->facts, state);
    uint32_t loc = crit_op_loc(context, entry->func, event->op);
    struct finding *finding = crit_report(
        context, entry->func, loc, "calls handler '%s', which can come in the middle of itself", by->name);
    crit_step(context, finding, entry->func, loc, who->name, false, "runs '%s' as a function", by->name);
    crit_step(context, finding, state->func, crit_op_loc(context, state->func, state->op), by->name, true,
              "(%s) preempts it, and %s '%s' too", crit_priority_text(context, by),
              state->kind == ACCESS_UPDATE ? "changes" : "writes", name);
    finding->why = crit_text(context, "nothing masks '%s' here (found by %s)", by->name, by->found);
    finding->advice = "pend the interrupt instead, or mask it around the call";
}

/* The handler that a call runs as a function while it can come by itself; or FLOW_NONE. */
static uint32_t called_handler(const struct rule_context *context, const struct reach_entry *entry,
                               const struct event *event)
{
    const struct facts *facts = &context->flow->facts;
    const struct program_call *call =
        event->kind == EVENT_CALL ? calls_at(facts->program, entry->func, event->op) : NULL;
    if (!call || call->sym == PROGRAM_NONE || call->target_count != 1 ||
        !reach_possible(&facts->contexts, entry, &event->before)) {
        return FLOW_NONE;
    }
    uint32_t handler = handler_of(context, facts->program->call_targets.data[call->target]);
    if (handler == FLOW_NONE || handler == entry->context) {
        return FLOW_NONE;
    }
    struct abs_mask mask = reach_at(&entry->mask, &event->before);
    bool guess = false;
    mask.armed |=
        entry->mask.armed | armed_before(&facts->armed, facts->program, entry->func, event->block, event->op);
    bool comes =
        reach_preempts(facts->program, &facts->contexts, entry->context, &mask, handler, &guess) && !guess;
    return comes ? handler : FLOW_NONE;
}

static void check_program(struct rule_context *context)
{
    const struct facts *facts = &context->flow->facts;
    struct map said = {0};
    for (uint32_t i = 0; i < facts->reach.entries.count; i++) {
        const struct reach_entry *entry = &facts->reach.entries.data[i];
        const struct summary *summary = &facts->summaries[entry->func];
        bool certain = !entry->always && !crit_context(context, entry->context)->guessed;
        for (size_t j = 0; certain && j < summary->events.count; j++) {
            const struct event *event = &summary->events.data[j];
            uint32_t handler = called_handler(context, entry, event);
            uint64_t key = (uint64_t)entry->func << 32 | event->op;
            if (handler != FLOW_NONE && map_get(&said, key) == MAP_NONE) {
                map_set(&said, key, 0);
                report(context, entry, event, handler);
            }
        }
    }
    map_free(&said);
}

const struct rule rule_crit209 = {
    .info =
        {
            .code = "CRIT209",
            .name = "handler-called-directly",
            .summary = "a handler is called as a function while it can come by itself",
            .cwe = 663,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
