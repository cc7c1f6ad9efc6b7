/*
 * The init phase: which handlers may fire by now. A handler is armed by the first op that
 * enables its line on some path from reset; before that nothing races with it. Where no code
 * enables a line, it counts as armed from the start, which errs towards reporting.
 */
#ifndef FLOW_ARMED_H
#define FLOW_ARMED_H

#include "flow/contexts.h"

struct arming_op {
    uint32_t op;
    uint64_t bits;
};

struct armed_func {
    struct arming_op *ops; /* sorted by op */
    uint32_t op_count;
    uint64_t *at_block; /* by block of the function: armed when it is entered; NULL: nothing arms here */
    uint64_t whole;     /* what a call of it arms */
};

struct armed {
    struct armed_func *funcs; /* by function */
    uint64_t unseen;          /* handlers that nothing arms: armed from the start */
};

void armed_compute(struct armed *armed, struct program *program, const struct contexts *contexts,
                   const struct summary *summaries);
/* What the function itself has armed when control reaches an op. */
uint64_t armed_before(const struct armed *armed, const struct program *program, uint32_t func, uint32_t block,
                      uint32_t op);

#endif
