#include "flow/place.h"

enum { DEPTH_MAX = 8 };

static uint32_t uncast(const struct ir_unit *unit, uint32_t op)
{
    while (unit->ops.data[op].kind == IR_CAST) {
        op = unit->ops.data[op].a;
    }
    return op;
}

static bool same_steps(const struct ir_unit *unit, const struct ir_place *a, const struct ir_place *b)
{
    for (uint32_t i = 0; i < a->step_count && a->step_count == b->step_count; i++) {
        const struct ir_step *left = &unit->steps.data[a->step + i];
        const struct ir_step *right = &unit->steps.data[b->step + i];
        if (left->kind != IR_STEP_FIELD || right->kind != IR_STEP_FIELD || left->offset != right->offset ||
            left->name != right->name) {
            return false;
        }
    }
    return a->step_count == b->step_count;
}

static bool same_object(const struct ir_unit *unit, const struct ir_place *a, const struct ir_place *b,
                        int depth)
{
    if (a->base != b->base || depth > DEPTH_MAX) {
        return false;
    }
    if (a->base != IR_BASE_DEREF) {
        return a->root == b->root;
    }
    const struct ir_op *left = &unit->ops.data[uncast(unit, a->root)];
    const struct ir_op *right = &unit->ops.data[uncast(unit, b->root)];
    if (left->kind == IR_CONST && right->kind == IR_CONST) {
        return ir_const_value(left) == ir_const_value(right);
    }
    bool pointer = left->kind == right->kind && (left->kind == IR_LOAD || left->kind == IR_ADDR);
    const struct ir_place *from = pointer ? &unit->places.data[left->a] : NULL;
    const struct ir_place *to = pointer ? &unit->places.data[right->a] : NULL;
    return pointer && same_steps(unit, from, to) && same_object(unit, from, to, depth + 1);
}

bool place_same(const struct ir_unit *unit, const struct ir_place *a, const struct ir_place *b)
{
    return same_steps(unit, a, b) && same_object(unit, a, b, 0);
}

bool place_same_object(const struct ir_unit *unit, const struct ir_place *a, const struct ir_place *b)
{
    return same_object(unit, a, b, 0);
}
