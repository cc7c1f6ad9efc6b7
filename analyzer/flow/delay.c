#include "flow/delay.h"

static bool is_more(const struct cost *a, const struct cost *b)
{
    return a->kind != b->kind ? a->kind > b->kind : a->high > b->high;
}

/* What runs the section in one context. */
static void add_context(struct delay *delay, const struct sections *sections, const struct section *section,
                        const struct reach_entry *entry)
{
    const struct facts *facts = sections->costs.facts;
    const struct contexts *contexts = &facts->contexts;
    struct abs_mask before = reach_at(&entry->mask, &section->event->before);
    struct abs_mask inside = reach_at(&entry->mask, &section->event->after);
    uint64_t armed = entry->mask.armed | armed_before(&facts->armed, facts->program, section->func,
                                                      section->event->block, section->op);
    before.armed = inside.armed = armed;
    delay->reached = true;
    for (uint32_t i = 0; i < contexts->data.count; i++) {
        const struct context *by = &contexts->data.data[i];
        bool guess = false;
        bool guess_inside = false;
        if (by->kind == CONTEXT_TASK) {
            bool runs = contexts->data.data[entry->context].kind != CONTEXT_HANDLER;
            delay->tasks |= runs && i != entry->context && section->part == MODEL_PART_SCHED;
            continue;
        }
        if (delay->handlers[i] ||
            !reach_preempts(facts->program, contexts, entry->context, &before, i, &guess) ||
            reach_preempts(facts->program, contexts, entry->context, &inside, i, &guess_inside)) {
            continue;
        }
        delay->handlers[i] = true;
        delay->unsure |= guess;
        delay->count++;
    }
}

struct delay delay_of(struct arena *arena, const struct sections *sections, const struct section *section)
{
    const struct facts *facts = sections->costs.facts;
    uint32_t first = sections->entry_first[section->func];
    uint32_t end = sections->entry_first[section->func + 1];
    struct delay delay = {.handlers = ARENA_ARRAY(arena, bool, facts->contexts.data.count + 1)};
    delay.truncated = end - first > DELAY_CONTEXTS_MAX;
    delay.unsure = delay.truncated;
    end = delay.truncated ? first + DELAY_CONTEXTS_MAX : end;
    for (uint32_t i = first; i < end; i++) {
        const struct reach_entry *entry = &facts->reach.entries.data[sections->entries[i]];
        if (reach_possible(&facts->contexts, entry, &section->event->before)) {
            add_context(&delay, sections, section, entry);
        }
    }
    return delay;
}

/* Handlers that run before this one when both wait. Of unknown priority: those too. */
static bool goes_first(const struct contexts *contexts, const struct context *other,
                       const struct context *handler)
{
    bool is_fault = other->line != LINE_NONE && other->line < -2; /* at the op that raises it */
    bool unknown = other->priority == PRIORITY_UNKNOWN || handler->priority == PRIORITY_UNKNOWN;
    return other->kind == CONTEXT_HANDLER && !other->unmaskable && !other->dispatcher &&
           (unknown || contexts_compare(contexts, other, handler) <= 0) && !is_fault;
}

struct wait delay_wait(const struct sections *sections, const struct delay *delays, uint32_t context)
{
    const struct costs *costs = &sections->costs;
    const struct contexts *contexts = &costs->facts->contexts;
    const struct context *handler = &contexts->data.data[context];
    struct wait wait = {.section = FLOW_NONE,
                        .of_section = cost_of(0, 0),
                        .of_handlers = cost_of(0, 0),
                        .own = costs->total[handler->func]};
    const struct cost *longest = NULL;
    for (uint32_t i = 0; i < sections->data.count; i++) {
        const struct cost *cost = &sections->data.data[i].longest.cost;
        if (!delays[i].handlers[context]) {
            continue;
        }
        if (!longest || is_more(cost, longest)) {
            longest = cost;
            wait.section = i;
        }
        wait.of_section = cost_worse(wait.of_section, *cost); /* the lower bound may be another one's */
    }
    for (uint32_t i = 0; i < contexts->data.count; i++) {
        const struct context *other = &contexts->data.data[i];
        if (i != context && other->func != handler->func && goes_first(contexts, other, handler)) {
            wait.of_handlers = cost_add(wait.of_handlers, costs->total[other->func]);
        }
    }
    wait.whole = cost_add(wait.of_section, wait.of_handlers);
    return wait;
}
