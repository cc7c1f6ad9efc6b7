#include "flow/taken.h"

#include "flow/place.h"

enum { DEPTH_MAX = 8 };

static uint32_t uncast(const struct ir_unit *unit, uint32_t op)
{
    while (unit->ops.data[op].kind == IR_CAST) {
        op = unit->ops.data[op].a;
    }
    return op;
}

/* Is the value of `from` part of that of `op`, not just tested by it? */
static bool carries(const struct ir_unit *unit, uint32_t index, uint32_t from, int depth)
{
    const struct ir_op *op = &unit->ops.data[index];
    if (index == from || depth > DEPTH_MAX) {
        return index == from;
    }
    bool compares = op->operator_ >= IR_EQ && op->operator_ <= IR_GE;
    switch (op->kind) {
    case IR_CAST: return carries(unit, op->a, from, depth + 1);
    case IR_UNARY: return op->operator_ != IR_LNOT && carries(unit, op->a, from, depth + 1);
    case IR_BINARY:
        return !compares && (carries(unit, op->a, from, depth + 1) || carries(unit, op->b, from, depth + 1));
    default: return false;
    }
}

/* What goes to printf and its kin is shown, and nobody does more with it. */
static bool is_variadic(const struct ir_unit *unit, const struct ir_op *op)
{
    uint32_t type = op->flags & IR_OP_INDIRECT ? IR_NONE : unit->syms.data[op->a].type;
    return type != IR_NONE && (unit->types.data[type].flags & IR_TYPE_VARIADIC);
}

static bool is_kept(const struct ir_unit *unit, const struct ir_func *func, uint32_t load)
{
    for (uint32_t i = 0; i < func->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[func->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            const struct ir_op *op = &unit->ops.data[block->op + j];
            bool kept = (op->kind == IR_STORE || op->kind == IR_RMW) && op->b != IR_NONE &&
                        carries(unit, op->b, load, 0);
            for (uint32_t k = 0; op->kind == IR_CALL && !is_variadic(unit, op) && k < op->c; k++) {
                kept |= carries(unit, unit->operands.data[op->b + k], load, 0);
            }
            if (kept) {
                return true;
            }
        }
        if (block->term == IR_TERM_RETURN && block->value != IR_NONE &&
            carries(unit, block->value, load, 0)) {
            return true;
        }
    }
    return false;
}

uint32_t taken_before(const struct ir_unit *unit, const struct ir_func *func, uint32_t block, uint32_t op)
{
    const struct ir_op *store = &unit->ops.data[op];
    if (store->kind != IR_STORE || (store->flags & IR_OP_INIT) ||
        unit->ops.data[uncast(unit, store->b)].kind != IR_CONST) {
        return IR_NONE;
    }
    const struct ir_place *place = &unit->places.data[store->a];
    for (uint32_t at = op; at-- > unit->blocks.data[block].op;) {
        const struct ir_op *before = &unit->ops.data[at];
        bool reaches = before->kind == IR_LOAD || before->kind == IR_STORE || before->kind == IR_RMW;
        if (!reaches || !place_same(unit, &unit->places.data[before->a], place)) {
            continue;
        }
        return before->kind == IR_LOAD && is_kept(unit, func, at) ? at : IR_NONE;
    }
    return IR_NONE;
}
