#include "flow/graph.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

bool graph_leads(const struct ir_unit *unit, const struct ir_func *func, const bool *passes, uint32_t from,
                 uint32_t to)
{
    bool *seen = mem_realloc(NULL, func->block_count);
    uint32_t *stack = mem_realloc(NULL, (func->block_count + 1) * sizeof(*stack));
    uint32_t depth = 0;
    bool found = false;
    memset(seen, 0, func->block_count);
    stack[depth++] = from;
    while (depth && !found) {
        const struct ir_block *block = &unit->blocks.data[func->block + stack[--depth]];
        for (uint32_t i = 0; i < block->succ_count; i++) {
            uint32_t next = unit->edges.data[block->succ + i].block - func->block;
            found |= next == to;
            if (!seen[next] && (!passes || passes[next])) {
                seen[next] = true;
                stack[depth++] = next;
            }
        }
    }
    free(seen);
    free(stack);
    return found;
}
