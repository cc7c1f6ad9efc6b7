/*
 * A value that is taken out of a variable, and the variable reset by the next statement: two
 * accesses that belong together, as the two halves of a read-modify-write do.
 */
#ifndef FLOW_TAKEN_H
#define FLOW_TAKEN_H

#include "ir/ir.h"

/*
 * The load before the store of a constant `op` that reads the same place in the same block, and
 * whose value is kept: stored, passed on or returned. IR_NONE: there is none, or the value is only
 * tested, as a flag is. Errs towards none.
 */
uint32_t taken_before(const struct ir_unit *unit, const struct ir_func *func, uint32_t block, uint32_t op);

#endif
