/*
 * The abstract interpreter of one function: a worklist in reverse post-order over its blocks.
 * States with different masks stay apart at a join (at most STATES_MAX a block); a bound that
 * is hit marks the summary as truncated.
 */
#ifndef FLOW_EXEC_H
#define FLOW_EXEC_H

#include "flow/exec_value.h"

enum { STATES_MAX = 8, VISITS_MAX = 64, WIDEN_AFTER = 4 };

/* Computes summaries[func], from those of its callees. */
void exec_function(const struct exec_program *exec, uint32_t func);

#endif
