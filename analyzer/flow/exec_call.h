/* Calls: a model, a summary, or nothing known. Used by exec_op.c alone. */
#ifndef FLOW_EXEC_CALL_H
#define FLOW_EXEC_CALL_H

#include "flow/exec_op.h"

void exec_call(struct exec *exec, struct state_list *states, uint32_t op);

#endif
