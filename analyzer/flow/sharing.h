/*
 * Shared objects, and what keeps those apart who share them: for each access whether another context can
 * cut in with an access that conflicts, and if not, why not. The answers are those of the rules: who
 * preempts is reach_stop(), what does harm is race_splits(). Tasks and cores, about which these say
 * nothing, are judged here: tasks by locks, scheduler locks and masks, cores by locks alone. That a task can
 * cut in is sure only where somebody takes a guard for the object.
 *
 * A row is what is moved as one: a variable, a field, the elements of an array. Copies of several rows
 * count in each of them.
 */
#ifndef FLOW_SHARING_H
#define FLOW_SHARING_H

#include "core/protection.h"
#include "flow/flow.h"
#include "flow/locked.h"
#include "flow/started.h"

enum { CUTTERS_MAX = 4 };

struct shared_access {
    const struct access *access;
    uint32_t guards;  /* bit set of enum guard; never empty */
    uint32_t cutters; /* how many contexts can cut in */
    uint32_t cut_by[CUTTERS_MAX];
    enum race_kind harm; /* of the first of them */
    bool unsure;         /* bare, and that rests on a guess or on a pointer that may lead elsewhere */
    bool by_tasks;       /* bare, and only tasks can cut in: about their locks least is known */
    int64_t lock;        /* with GUARD_LOCK: its key */
};

struct shared_object {
    const struct access *named; /* its widest access, by whose name it is known */
    uint32_t first, count;      /* into the accesses */
    bool sure;                  /* that it is shared does not rest on pointers that may lead elsewhere */
};

struct sharing {
    const struct facts *facts;
    const struct turns *turns;
    struct locked locked;
    struct started started;
    struct map entries; /* reach_index() */
    VEC(struct shared_object) objects;
    VEC(struct shared_access) accesses;
    bool capped; /* an object has more accesses than are compared */
};

void sharing_find(struct sharing *sharing, const struct flow *flow);
void sharing_free(struct sharing *sharing);

/* What keeps the tick, and so every other task, from the processor; GUARD_NONE: nothing. */
enum guard sharing_keeps_tasks_off(const struct abs_mask *mask);

/* The weakest guard that an access rests on. */
enum guard sharing_weakest(uint32_t guards);

/* Runs on a core of its own. */
static inline bool context_is_core(const struct context *context)
{
    return context->dispatcher && context->dispatcher->context == MODEL_CONTEXT_CORE;
}

#endif
