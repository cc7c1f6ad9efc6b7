/* Loops of a function's graph. */
#ifndef FLOW_LOOP_H
#define FLOW_LOOP_H

#include "ir/ir.h"

#include <stdbool.h>

/*
 * Can control come back to the block `from`, on a way through blocks that `passes` allows? Both count from
 * the function's first block. `passes` may be NULL: all. What it says of `from` itself does not matter.
 */
bool loop_leads_back(const struct ir_unit *unit, const struct ir_func *func, const bool *passes,
                     uint32_t from);

#endif
