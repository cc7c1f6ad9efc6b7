/*
 * Where control never comes back: an assertion that resets, a fault handler that spins. What a
 * handler does there races with nobody, for the code that it interrupted never goes on.
 */
#ifndef FLOW_FATAL_H
#define FLOW_FATAL_H

#include "flow/summary.h"
#include "link/calls.h"
#include "model/model.h"

struct fatal {
    bool **returns; /* by function and block of it: may a return be reached from the block's start? NULL: from
                       all */
};

/* `summaries` by function, done. Errs towards "it may return". */
void fatal_compute(struct fatal *fatal, struct program *program, const struct summary *summaries,
                   const struct model *model);
/* May the function still return when control is in that block of the unit? */
bool fatal_returns(const struct fatal *fatal, const struct program *program, uint32_t func, uint32_t block);

#endif
