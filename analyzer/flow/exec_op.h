/* The transfer function: one op on the states of a path. Used by exec.c alone. */
#ifndef FLOW_EXEC_OP_H
#define FLOW_EXEC_OP_H

#include "flow/exec_value.h"

void exec_op(struct exec *exec, struct state_list *states, uint32_t op);
/* The path ends here: adds an exit to the summary. */
void exec_return(struct exec *exec, struct state *state, const struct ir_block *block);

#endif
