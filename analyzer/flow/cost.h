/*
 * What each function costs from its entry to a return, callees included: bottom-up, one number for all
 * callers. Recursion has no bound, and neither have calls that wait; where a body is missing `high` is not
 * known. Ways that never return cost nothing: nobody waits for what comes after them.
 */
#ifndef FLOW_COST_H
#define FLOW_COST_H

#include "base/map.h"
#include "flow/blocking.h"
#include "flow/longest.h"

struct costs {
    const struct facts *facts;
    struct blocking blocking;
    struct cost *total; /* by function */
    bool *done;
    VEC(struct bounded_loop) loops; /* of all functions, each once */
    struct map loop_at;             /* function and block → index */
    struct constant_set **params;   /* by function, by parameter: what all contexts give it; or NULL */
    /* The function that was looked at last: sections of one function are asked for in a row. */
    uint32_t func;
    struct arena arena;
    struct local_defs defs;
    struct range_of of;
};

void costs_find(struct costs *costs, const struct facts *facts);
void costs_free(struct costs *costs);

/* One op, with what it calls. */
struct cost costs_op(struct costs *costs, uint32_t func, uint32_t op);
/* Fills what a region of that function needs of `costs`; `arena` lives until another function is asked for.
 */
void costs_region(struct costs *costs, struct region *region, uint32_t func);
void costs_longest(struct costs *costs, struct longest *longest, const struct region *region);

#endif
