/*
 * One abstract state on a path: the mask state, and what is known of the variables. Variables
 * that are not listed may hold anything.
 */
#ifndef FLOW_STATE_H
#define FLOW_STATE_H

#include "base/arena.h"
#include "flow/value.h"

enum { VARIABLES_MAX = 96 };

/* What a variable is: a local, a global, or what a parameter points to; each at a byte offset. */
/* CELL_OP is no variable: the value that an op read, until it is used. */
enum cell_kind { CELL_LOCAL = 1, CELL_GLOBAL, CELL_POINTEE, CELL_OP };

static inline uint64_t cell_key(enum cell_kind kind, uint32_t id, uint32_t offset)
{
    return (uint64_t)kind << 60 | (uint64_t)id << 24 | (offset & 0xffffff);
}

static inline enum cell_kind cell_kind_of(uint64_t key)
{
    return (enum cell_kind)(key >> 60);
}

static inline uint32_t cell_id(uint64_t key)
{
    return (uint32_t)(key >> 24);
}

static inline uint32_t cell_offset(uint64_t key)
{
    return (uint32_t)(key & 0xffffff);
}

struct variable {
    uint64_t key;
    struct value value;
};

struct state {
    struct mask mask;
    uint32_t count;
    struct variable *variables; /* sorted by key; own copy, in the `func` arena */
    uint32_t cap;
};

void state_init(struct state *state);
/* A copy that shares nothing. */
struct state state_copy(struct arena *func, const struct state *from);
/* The value of a variable; VALUE_ANY if it is not listed. */
struct value state_get(const struct state *state, uint64_t key);
/* When the state is full the variable is forgotten, which errs towards "unknown". */
void state_set(struct arena *func, struct state *state, uint64_t key, struct value value);
/* Forgets every variable for which `forget` is true. */
void state_forget(struct state *state, bool (*forget)(const struct variable *variable, void *context),
                  void *context);
/* a := a ⊔ b for states whose masks are the same. Returns true if a changed. */
bool state_join(struct state *a, const struct state *b, bool widen);

#endif
