/* What a branch says about the state on each of its sides. */
#ifndef FLOW_EXEC_BRANCH_H
#define FLOW_EXEC_BRANCH_H

#include "flow/exec_value.h"

/* Restricts a state to one side of a branch. False: that side cannot be reached. */
bool exec_refine(struct exec *exec, struct state *state, uint32_t condition, bool taken);
bool exec_may_case(struct exec *exec, const struct state *state, const struct ir_block *block,
                   const struct ir_edge *edge);

#endif
