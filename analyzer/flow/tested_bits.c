#include "flow/tested_bits.h"

enum { CHAIN_MAX = 8, DEPTH_MAX = 8 };

/* The one block that leads here, or IR_NONE. */
static uint32_t predecessor(const struct ir_unit *unit, const struct ir_func *func, uint32_t block)
{
    uint32_t found = IR_NONE;
    for (uint32_t i = 0; i < func->block_count; i++) {
        const struct ir_block *from = &unit->blocks.data[func->block + i];
        for (uint32_t j = 0; j < from->succ_count; j++) {
            if (unit->edges.data[from->succ + j].block == block) {
                if (found != IR_NONE) {
                    return IR_NONE;
                }
                found = func->block + i;
            }
        }
    }
    return found;
}

static const struct ir_op *uncast(const struct ir_unit *unit, uint32_t index)
{
    while (unit->ops.data[index].kind == IR_CAST) {
        index = unit->ops.data[index].a;
    }
    return &unit->ops.data[index];
}

/* x & c, (x & c) == 0, !(x & c) */
static int64_t bits_of(const struct ir_unit *unit, uint32_t index, int depth)
{
    const struct ir_op *op = uncast(unit, index);
    if (depth > DEPTH_MAX) {
        return 0;
    }
    if (op->kind == IR_UNARY && op->operator_ == IR_LNOT) {
        return bits_of(unit, op->a, depth + 1);
    }
    if (op->kind != IR_BINARY) {
        return 0;
    }
    const struct ir_op *right = uncast(unit, op->b);
    bool constant = right->kind == IR_CONST;
    bool compares = op->operator_ == IR_EQ || op->operator_ == IR_NE;
    if (op->operator_ == IR_AND && constant) {
        return ir_const_value(right);
    }
    return compares && constant && ir_const_value(right) == 0 ? bits_of(unit, op->a, depth + 1) : 0;
}

int64_t tested_bits(const struct program *program, uint32_t func, uint32_t block, uint32_t *branch)
{
    const struct ir_unit *unit = program_unit(program, func);
    const struct ir_func *ir = program_ir(program, func);
    *branch = block;
    for (int i = 0; i < CHAIN_MAX; i++) {
        *branch = predecessor(unit, ir, *branch);
        if (*branch == IR_NONE) {
            return 0;
        }
        if (unit->blocks.data[*branch].term == IR_TERM_BRANCH) {
            return bits_of(unit, unit->blocks.data[*branch].value, 0);
        }
    }
    return 0;
}
