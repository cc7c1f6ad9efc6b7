#include "flow/place.h"

enum { DEPTH_MAX = 8 };

static uint32_t uncast(const struct ir_unit *unit, uint32_t op)
{
    while (unit->ops.data[op].kind == IR_CAST) {
        op = unit->ops.data[op].a;
    }
    return op;
}

static bool same(const struct ir_unit *unit, const struct ir_place *a, const struct ir_place *b, int depth);

/* Two computations of a pointer or an index. A call is never the same as another. */
static bool same_value(const struct ir_unit *unit, uint32_t a, uint32_t b, int depth)
{
    const struct ir_op *left = &unit->ops.data[uncast(unit, a)];
    const struct ir_op *right = &unit->ops.data[uncast(unit, b)];
    if (left->kind != right->kind || depth > DEPTH_MAX) {
        return false;
    }
    switch (left->kind) {
    case IR_CONST: return ir_const_value(left) == ir_const_value(right);
    case IR_LOAD:
    case IR_ADDR: return same(unit, &unit->places.data[left->a], &unit->places.data[right->a], depth + 1);
    case IR_BINARY:
        return left->operator_ == right->operator_ && same_value(unit, left->a, right->a, depth + 1) &&
               same_value(unit, left->b, right->b, depth + 1);
    default: return false;
    }
}

static bool same_steps(const struct ir_unit *unit, const struct ir_place *a, const struct ir_place *b,
                       int depth)
{
    for (uint32_t i = 0; i < a->step_count && a->step_count == b->step_count; i++) {
        const struct ir_step *left = &unit->steps.data[a->step + i];
        const struct ir_step *right = &unit->steps.data[b->step + i];
        bool equal = left->kind == right->kind &&
                     (left->kind == IR_STEP_FIELD ? left->offset == right->offset && left->name == right->name
                                                  : same_value(unit, left->offset, right->offset, depth + 1));
        if (!equal) {
            return false;
        }
    }
    return a->step_count == b->step_count;
}

static bool same_object(const struct ir_unit *unit, const struct ir_place *a, const struct ir_place *b,
                        int depth)
{
    if (a->base != b->base) {
        return false;
    }
    return a->base == IR_BASE_DEREF ? same_value(unit, a->root, b->root, depth) : a->root == b->root;
}

static bool same(const struct ir_unit *unit, const struct ir_place *a, const struct ir_place *b, int depth)
{
    return same_steps(unit, a, b, depth) && same_object(unit, a, b, depth);
}

bool place_same(const struct ir_unit *unit, const struct ir_place *a, const struct ir_place *b)
{
    return same(unit, a, b, 0);
}

bool place_same_object(const struct ir_unit *unit, const struct ir_place *a, const struct ir_place *b)
{
    return same_object(unit, a, b, 0);
}
