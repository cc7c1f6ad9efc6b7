#include "flow/claim.h"

#include "flow/graph.h"
#include "flow/place.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 8 };

static bool is_constant(const struct ir_unit *unit, uint32_t value)
{
    while (unit->ops.data[value].kind == IR_CAST) {
        value = unit->ops.data[value].a;
    }
    return unit->ops.data[value].kind == IR_CONST;
}

/* Is the value of `load` in a condition? */
static bool depends_on(const struct ir_unit *unit, uint32_t value, uint32_t load, int depth)
{
    const struct ir_op *op = &unit->ops.data[value];
    if (value == load || depth > DEPTH_MAX) {
        return value == load;
    }
    switch (op->kind) {
    case IR_CAST:
    case IR_UNARY: return depends_on(unit, op->a, load, depth + 1);
    case IR_BINARY:
        return depends_on(unit, op->a, load, depth + 1) || depends_on(unit, op->b, load, depth + 1);
    default: return false;
    }
}

/* Does every way from the function's start to the block `to` pass the block `through`? From the first. */
static bool is_on_every_way(const struct ir_unit *unit, const struct ir_func *func, uint32_t through,
                            uint32_t to)
{
    if (through == 0 || through == to) {
        return true;
    }
    bool *passes = mem_realloc(NULL, func->block_count);
    memset(passes, true, func->block_count);
    passes[through] = false;
    bool around = to == 0 || graph_leads(unit, func, passes, 0, to);
    free(passes);
    return !around;
}

/* Is a branch that leads to `block` taken by what is in the place? */
static bool is_asked(const struct ir_unit *unit, const struct ir_func *func, uint32_t to,
                     const struct ir_place *place)
{
    for (uint32_t i = 0; i < func->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[func->block + i];
        bool branches = block->term == IR_TERM_BRANCH || block->term == IR_TERM_SWITCH;
        for (uint32_t j = 0; branches && i != to && j < block->op_count; j++) {
            const struct ir_op *op = &unit->ops.data[block->op + j];
            if (op->kind == IR_LOAD && place_same(unit, &unit->places.data[op->a], place) &&
                depends_on(unit, block->value, block->op + j, 0) && is_on_every_way(unit, func, i, to)) {
                return true;
            }
        }
    }
    return false;
}

bool claim_before(const struct ir_unit *unit, const struct ir_func *func, uint32_t at, uint32_t op,
                  const struct ir_place *place)
{
    for (uint32_t i = 0; i < func->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[func->block + i];
        for (uint32_t j = 0; j < block->op_count && (i != at || block->op + j < op); j++) {
            const struct ir_op *store = &unit->ops.data[block->op + j];
            const struct ir_place *field = store->kind == IR_STORE ? &unit->places.data[store->a] : NULL;
            if (field && field->step_count && is_constant(unit, store->b) &&
                place_same_object(unit, field, place) && !place_same(unit, field, place) &&
                is_on_every_way(unit, func, i, at) && is_asked(unit, func, i, field)) {
                return true;
            }
        }
    }
    return false;
}
