/*
 * Writes to the enable bits of an AVR's peripherals: a handler whose source is off is kept out, as
 * one whose line is masked is. Used by exec_op.c alone.
 */
#ifndef FLOW_EXEC_SOURCE_H
#define FLOW_EXEC_SOURCE_H

#include "flow/exec_value.h"

/* `op` stores to a place, or changes it. What is not a known bit counts as on. */
void exec_source_write(struct exec *exec, struct state *state, const struct ir_op *op);

#endif
