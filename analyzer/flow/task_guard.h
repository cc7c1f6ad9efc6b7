/*
 * What tasks hold when they touch data that other tasks touch too: a lock, or what stops the switch
 * from task to task (a mask, a section, the scheduler). Two accesses exclude each other where they
 * share a lock or both stop the switch. Handlers are flow/race.h's matter.
 *
 * Errs towards "they exclude each other": what callers hold is any lock, and so are two at once or
 * one without a name of its own.
 */
#ifndef FLOW_TASK_GUARD_H
#define FLOW_TASK_GUARD_H

#include "flow/flow.h"

enum guard_kind {
    GUARD_NOTHING,
    GUARD_SWITCH, /* no other task runs meanwhile */
    GUARD_LOCK,
    GUARD_UNKNOWN,
};

struct task_guard {
    enum guard_kind kind;
    int64_t lock;
    uint32_t by; /* op that took it, where the function itself did; else FLOW_NONE */
};

struct task_guards {
    const struct facts *facts;
    bool *held_on_entry; /* by function: every call of it is made with something held */
};

void task_guards_find(struct task_guards *guards, const struct facts *facts);
struct task_guard task_guard_at(const struct task_guards *guards, const struct access *access);
bool task_guard_excludes(const struct task_guard *a, const struct task_guard *b);

/* Is it a plain access of a task, to an object by its name? */
bool task_guard_matters(const struct facts *facts, const struct access *access);

/* The same, by a function of a library of which no caller is in sight: any task may call it. */
bool task_guard_may_matter(const struct facts *facts, const struct access *access);

/* Does the function do more to the object than this one step? `group`: all accesses to the object. */
bool task_guard_has_steps(const struct access *group, size_t count, const struct access *access);

#endif
