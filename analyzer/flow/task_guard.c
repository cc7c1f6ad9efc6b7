#include "flow/task_guard.h"

#include "flow/lock.h"

enum { ROUNDS_MAX = 50 };

/* ---- what callers hold -------------------------------------------------------------------------------- */

static bool is_root(const struct facts *facts, uint32_t func)
{
    for (size_t i = 0; i < facts->contexts.data.count; i++) {
        if (facts->contexts.data.data[i].func == func) {
            return true;
        }
    }
    return false;
}

/* Removes the functions that some caller calls with nothing held. Returns true if there were any. */
static bool remove_bare(struct task_guards *guards, uint32_t func)
{
    const struct facts *facts = guards->facts;
    const struct summary *summary = &facts->summaries[func];
    bool changed = false;
    for (size_t i = 0; !guards->held_on_entry[func] && i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        const struct program_call *call = event->kind == EVENT_CALL && !mask_owns(&event->before)
                                              ? calls_at(facts->program, func, event->op)
                                              : NULL;
        for (uint32_t j = 0; call && j < call->target_count; j++) {
            bool *held = &guards->held_on_entry[facts->program->call_targets.data[call->target + j]];
            changed |= *held;
            *held = false;
        }
    }
    return changed;
}

void task_guards_find(struct task_guards *guards, const struct facts *facts)
{
    uint32_t count = (uint32_t)facts->program->funcs.count;
    uint32_t *order;
    uint32_t *component;
    guards->facts = facts;
    guards->held_on_entry = ARENA_ARRAY(facts->program->image, bool, count + 1);
    for (size_t i = 0; i < facts->program->call_targets.count; i++) {
        guards->held_on_entry[facts->program->call_targets.data[i]] = true;
    }
    for (uint32_t func = 0; func < count; func++) {
        guards->held_on_entry[func] &= !is_root(facts, func);
    }
    calls_order(facts->program, &order, &component);
    bool changed = true;
    for (int round = 0; changed && round < ROUNDS_MAX;
         round++) { /* callers first: a round is mostly enough */
        changed = false;
        for (uint32_t i = count; i-- > 0;) {
            changed |= remove_bare(guards, order[i]);
        }
    }
}

/* ---- guards ---------------------------------------------------------------------------------------------
 */

static bool stops_switch(const struct abs_mask *mask)
{
    bool masked = mask->section_low > 0 || mask->sched_low > 0;
    for (int gate = 0; gate < GATES; gate++) {
        masked |= !(mask->gate[gate] & MAY_OPEN);
    }
    return masked;
}

/* A semaphore that is only waited for here is a signal, and no lock. */
static bool gives_back(const struct summary *summary, int64_t key)
{
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (event->kind == EVENT_ON && event->part == MODEL_PART_LOCK && event->value.low == key) {
            return true;
        }
    }
    return false;
}

struct task_guard task_guard_at(const struct task_guards *guards, const struct access *access)
{
    struct task_guard guard = {.kind = GUARD_NOTHING, .by = FLOW_NONE};
    for (int i = 0; i < access->held->hold_count; i++) {
        const struct hold *hold = &access->held->holds[i];
        if (hold->kind != HOLD_LOCK && hold->kind != HOLD_SPIN) {
            continue;
        }
        bool named = hold->must && lock_has_global_name(hold->key) &&
                     gives_back(&guards->facts->summaries[access->func], hold->key);
        guard.kind = named && guard.kind == GUARD_NOTHING ? GUARD_LOCK : GUARD_UNKNOWN;
        guard.lock = hold->key;
        guard.by = hold->by;
    }
    bool stops = stops_switch(&access->mask);
    bool callers = guards->held_on_entry[access->func] || access->mask.line_count;
    if (callers || (stops && guard.kind != GUARD_NOTHING)) {
        guard.kind = stops && guard.kind == GUARD_NOTHING ? GUARD_SWITCH : GUARD_UNKNOWN;
    } else if (stops) {
        guard.kind = GUARD_SWITCH;
        guard.by = access->held->section_by != FLOW_NONE ? access->held->section_by : access->held->sched_by;
        for (int gate = 0; gate < GATES; gate++) {
            guard.by = guard.by == FLOW_NONE ? access->held->by[gate] : guard.by;
        }
    }
    return guard;
}

bool task_guard_excludes(const struct task_guard *a, const struct task_guard *b)
{
    if (a->kind == GUARD_UNKNOWN || b->kind == GUARD_UNKNOWN) {
        return true;
    }
    return a->kind == b->kind && a->kind != GUARD_NOTHING && (a->kind != GUARD_LOCK || a->lock == b->lock);
}

static bool is_plain(const struct access *access)
{
    return !access->unsure && !access->tangled && !access->atomic && !access->through_pointer &&
           !access->fatal && !(access->object & ACCESS_FIXED);
}

bool task_guard_matters(const struct facts *facts, const struct access *access)
{
    const struct context *who = &facts->contexts.data.data[access->context];
    return who->kind == CONTEXT_TASK && !who->guessed && is_plain(access);
}

bool task_guard_may_matter(const struct facts *facts, const struct access *access)
{
    return context_is_caller(&facts->contexts.data.data[access->context]) && is_plain(access);
}

bool task_guard_has_steps(const struct access *group, size_t count, const struct access *access)
{
    for (size_t i = 0; i < count; i++) {
        const struct access *other = &group[i];
        bool same_run = other->func == access->func && other->context == access->context;
        if (same_run && other->op != access->op && access_overlaps(other, access) &&
            (other->kind != ACCESS_READ || access->kind != ACCESS_READ)) {
            return true;
        }
    }
    return access->kind == ACCESS_UPDATE;
}
