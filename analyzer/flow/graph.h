/* Ways in a function's graph. Blocks count from the function's first. */
#ifndef FLOW_GRAPH_H
#define FLOW_GRAPH_H

#include "ir/ir.h"

#include <stdbool.h>

/*
 * Can control come from the end of block `from` to the start of `to`, through blocks that `passes` allows?
 * `passes` may be NULL: all. What it says of `from` and `to` does not matter.
 */
bool graph_leads(const struct ir_unit *unit, const struct ir_func *func, const bool *passes, uint32_t from,
                 uint32_t to);

/* Is the block in a loop whose other blocks `passes` allows? */
static inline bool graph_leads_back(const struct ir_unit *unit, const struct ir_func *func,
                                    const bool *passes, uint32_t block)
{
    return graph_leads(unit, func, passes, block, block);
}

#endif
