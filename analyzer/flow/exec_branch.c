#include "flow/exec_branch.h"

/* Narrows the variable that a load read, when it still holds what was read. */
static void narrow(struct exec *exec, struct state *state, uint32_t load, struct value value)
{
    const struct ir_op *op = &exec->unit->ops.data[load];
    while (op->kind == IR_CAST) {
        load = op->a;
        op = &exec->unit->ops.data[load];
    }
    if (op->kind == IR_CALL) {
        state_set(exec->arena, state, exec_op_key(exec, load), value);
        return;
    }
    if (op->kind != IR_LOAD ||
        (exec->unit->places.data[op->a].flags & (IR_PLACE_VOLATILE | IR_PLACE_ATOMIC))) {
        return;
    }
    uint64_t cell = exec_cell(exec, state, op->a);
    struct value now = cell ? state_get(state, cell) : value_any();
    if (cell && (now.kind == VALUE_ANY || now.kind == VALUE_INT || now.kind == VALUE_NONZERO)) {
        state_set(exec->arena, state, cell, value);
    }
}

/* 3 < x is x > 3. */
static enum ir_operator mirrored(enum ir_operator operator_)
{
    switch (operator_) {
    case IR_LT: return IR_GT;
    case IR_LE: return IR_GE;
    case IR_GT: return IR_LT;
    case IR_GE: return IR_LE;
    default: return operator_;
    }
}

static bool refine_compare(struct exec *exec, struct state *state, const struct ir_op *op, bool taken)
{
    uint32_t compared = op->a;
    struct value left = exec_value(exec, state, op->a);
    struct value right = exec_value(exec, state, op->b);
    enum ir_operator operator_ = (enum ir_operator)op->operator_;
    int64_t constant;
    if (!value_is_int(&right, &constant)) {
        if (!value_is_int(&left, &constant)) {
            return true;
        }
        compared = op->b;
        left = right;
        operator_ = mirrored(operator_);
    }
    operator_ = taken ? operator_ : ir_operator_inverse(operator_);
    if (left.kind == VALUE_PARAM && constant == 0 && (operator_ == IR_EQ || operator_ == IR_NE)) {
        return exec_assume(state, &left, operator_ == IR_NE);
    }
    bool is_truth = left.kind == VALUE_PARAM && left.id == PARAM_IN_ISR && constant == 1;
    if (is_truth &&
        (operator_ == IR_EQ || operator_ == IR_NE)) { /* in_isr() == pdTRUE; exception 1 is the reset */
        return exec_assume(state, &left, operator_ == IR_EQ);
    }
    if (left.kind == VALUE_PARAM && operator_ == IR_EQ && !left.flags && left.id < PARAM_IN_ISR) {
        state->mask.equal_param = (uint8_t)(left.id + 1);
        state->mask.equal_value = constant;
        return true;
    }
    struct value range = {.kind = VALUE_INT, .section = FLOW_NONE, .low = INT64_MIN, .high = INT64_MAX};
    if (left.kind == VALUE_INT) {
        range = left;
    }
    switch (operator_) {
    case IR_EQ: range.low = range.high = constant; break;
    case IR_NE:
        if (constant != 0) {
            return true;
        }
        range.kind = VALUE_NONZERO;
        break;
    case IR_LT: range.high = constant - 1 < range.high ? constant - 1 : range.high; break;
    case IR_LE: range.high = constant < range.high ? constant : range.high; break;
    case IR_GT: range.low = constant + 1 > range.low ? constant + 1 : range.low; break;
    case IR_GE: range.low = constant > range.low ? constant : range.low; break;
    default: return true;
    }
    if (range.kind == VALUE_INT && range.low > range.high) {
        return false;
    }
    if (range.kind != VALUE_INT || range.low != INT64_MIN || range.high != INT64_MAX) {
        narrow(exec, state, compared, range);
    }
    return true;
}

bool exec_refine(struct exec *exec, struct state *state, uint32_t condition, bool taken)
{
    const struct ir_op *op = &exec->unit->ops.data[condition];
    struct value value = exec_value(exec, state, condition);
    enum truth truth = value_truth(&value);
    if (truth != TRUTH_UNKNOWN) {
        return (truth == TRUTH_TRUE) == taken;
    }
    if (value.kind == VALUE_TOKEN) {
        return effect_refine_token(state, &value, taken);
    }
    if (value.kind == VALUE_PARAM && !(value.flags & PARAM_RAW)) {
        return exec_assume(state, &value, taken);
    }
    if (op->kind == IR_UNARY && op->operator_ == IR_LNOT) {
        return exec_refine(exec, state, op->a, !taken);
    }
    if (op->kind == IR_BINARY && ir_operator_inverse((enum ir_operator)op->operator_) != IR_NO_OPERATOR) {
        return refine_compare(exec, state, op, taken);
    }
    struct value narrowed =
        taken ? (struct value){.kind = VALUE_NONZERO, .section = FLOW_NONE} : value_int(0);
    narrow(exec, state, condition, narrowed);
    return true;
}

bool exec_may_case(struct exec *exec, const struct state *state, const struct ir_block *block,
                   const struct ir_edge *edge)
{
    struct value value = exec_value(exec, state, block->value);
    int64_t constant;
    if (!value_is_int(&value, &constant)) {
        return true;
    }
    if (!edge->is_default) {
        return constant >= edge->low && constant <= edge->high;
    }
    for (uint32_t i = 0; i < block->succ_count; i++) {
        const struct ir_edge *other = &exec->unit->edges.data[block->succ + i];
        if (!other->is_default && constant >= other->low && constant <= other->high) {
            return false;
        }
    }
    return true;
}
