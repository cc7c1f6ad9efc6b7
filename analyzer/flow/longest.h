/*
 * The longest way through a part of a function: from one op to those that end the part, over its graph.
 * Loops are taken apart from the outside in, each as often as its counter says (flow/trip.h). Conditions
 * that exclude each other are not seen, so the way may be one that never happens: it errs towards longer.
 */
#ifndef FLOW_LONGEST_H
#define FLOW_LONGEST_H

#include "flow/ways.h"

enum { LONGEST_STEPS_MAX = 6, LONGEST_BLOCKS_MAX = 4000 };

/* A loop of a function, whether its bound is known or not. */
struct bounded_loop {
    uint32_t func, block; /* its header, of the function */
    uint32_t loc;
    struct trips trips;
    bool at_top; /* asked before each round; else after it */
};

struct region_end {
    uint32_t op;
    struct cost cost; /* of that op, as far as it still belongs to the part */
};

struct region {
    const struct range_of *of; /* which function, and its locals */
    uint32_t start;            /* the part begins behind this op; IR_NONE: at the function's entry */
    struct cost start_cost;
    const bool *enter;             /* by block of the function: may it be entered from its top? NULL: all */
    const struct region_end *ends; /* sorted by op */
    uint32_t end_count;
    bool to_return; /* it also ends where the function returns */
    struct cost (*op_cost)(void *context, uint32_t func, uint32_t op);
    void (*on_loop)(void *context, const struct bounded_loop *loop); /* told of each; may be NULL */
    void *context;
};

/* What weighs most on the way, in its order. */
struct longest_step {
    uint32_t op; /* a call; IR_NONE: a loop */
    uint32_t loc;
    struct trips trips;
    struct cost cost;
};

struct longest {
    bool found; /* some way leads from the start to an end */
    struct cost cost;
    uint32_t end; /* the op that ends the way, or IR_NONE: a return */
    uint32_t step_count;
    struct longest_step steps[LONGEST_STEPS_MAX];
};

/* Is a step a tenth of the way, or what takes the bound away? */
bool longest_matters(const struct longest *longest, const struct longest_step *step);
void longest_find(struct longest *longest, struct arena *arena, const struct region *region);

#endif
