/* Where the locals of one function are written, block by block: what loop bounds are read from. */
#ifndef FLOW_LOCAL_DEFS_H
#define FLOW_LOCAL_DEFS_H

#include "base/arena.h"
#include "ir/ir.h"

#include <stdbool.h>

#define DEF_NONE UINT32_MAX

struct local_defs {
    const struct ir_unit *unit;
    const struct ir_func *func;
    uint32_t first_sym, sym_count; /* its parameters and locals among the unit's symbols */
    uint32_t first_op, op_count;   /* its ops */
    uint32_t *head;                /* by local: the op that writes it, or DEF_NONE */
    uint32_t *next;                /* by op: a further one that writes the same */
    bool *taken;                   /* by local: its address leaves the function, anybody may write it */
    uint32_t *block_of;            /* by op: its block, counted from the function's first */
    uint32_t *pred, *pred_first;   /* by block: the blocks before it are pred[pred_first[b] .. b + 1) */
};

/* Everything lives in the arena. */
void local_defs_find(struct local_defs *defs, struct arena *arena, const struct ir_unit *unit,
                     const struct ir_func *func);

/* The local that a place is as a whole, of which every write is listed; DEF_NONE: none such. */
uint32_t local_defs_of(const struct local_defs *defs, uint32_t place);
/* The first op that writes a local; `next` leads on. */
uint32_t local_defs_first(const struct local_defs *defs, uint32_t sym);
uint32_t local_defs_next(const struct local_defs *defs, uint32_t op);
bool local_defs_is_param(const struct local_defs *defs, uint32_t sym);

#endif
