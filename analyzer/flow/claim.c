#include "flow/claim.h"

#include "flow/place.h"

enum { REACH = 2000 /* ops that are looked at, back from the access */, DEPTH_MAX = 8 };

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

/* Is a branch before `end` taken by what is in the place? */
static bool is_asked(const struct ir_unit *unit, const struct ir_func *func, uint32_t end,
                     const struct ir_place *place)
{
    for (uint32_t i = 0; i < func->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[func->block + i];
        bool branches = block->term == IR_TERM_BRANCH || block->term == IR_TERM_SWITCH;
        for (uint32_t j = 0; branches && j < block->op_count && block->op + j < end; j++) {
            const struct ir_op *op = &unit->ops.data[block->op + j];
            if (op->kind == IR_LOAD && place_same(unit, &unit->places.data[op->a], place) &&
                depends_on(unit, block->value, block->op + j, 0)) {
                return true;
            }
        }
    }
    return false;
}

bool claim_before(const struct ir_unit *unit, const struct ir_func *func, uint32_t op,
                  const struct ir_place *place)
{
    uint32_t first = unit->blocks.data[func->block].op;
    uint32_t last = op > REACH + first ? op - REACH : first;
    for (uint32_t at = op; at-- > last;) {
        const struct ir_op *store = &unit->ops.data[at];
        const struct ir_place *field = store->kind == IR_STORE ? &unit->places.data[store->a] : NULL;
        if (field && field->step_count && is_constant(unit, store->b) &&
            place_same_object(unit, field, place) && !place_same(unit, field, place)) {
            return is_asked(unit, func, at, field);
        }
    }
    return false;
}
