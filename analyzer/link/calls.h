/*
 * The call graph: for each call site the program functions that it may reach, directly or
 * through a pointer, and its components, callees first.
 */
#ifndef LINK_CALLS_H
#define LINK_CALLS_H

#include "link/points.h"

/* Fills program->calls, call_targets, each function's slice of calls (in op order), and its callers. */
void calls_build(struct program *program, const struct points *points);

/* The call of that function at that op, or NULL. Borrowed until the program changes. */
const struct program_call *calls_at(const struct program *program, uint32_t func, uint32_t op);

/* The calls that may lead to a function, in their order: indices in program->calls. Borrowed from the
 * program. */
struct calls_to {
    const uint32_t *data;
    uint32_t count;
};

struct calls_to calls_to(const struct program *program, uint32_t func);

/*
 * All functions so that callees stand before callers where there is no recursion; `component`
 * (by function) is equal within a recursion. Both in the `run` arena, one entry a function.
 */
void calls_order(const struct program *program, uint32_t **order, uint32_t **component);

#endif
