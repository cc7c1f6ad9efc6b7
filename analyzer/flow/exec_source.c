#include "flow/exec_source.h"

#include "flow/avr_source.h"
#include "flow/place.h"

/* The bits that a write makes zero, those that it makes one, and those that it leaves as they were. */
struct written {
    uint8_t off, on, kept;
};

static bool constant_of(struct exec *exec, const struct state *state, uint32_t op, int64_t *constant)
{
    struct value value = exec_value(exec, state, op);
    return value_is_int(&value, constant);
}

static struct written by_operator(uint32_t operator_, uint8_t constant)
{
    switch (operator_) {
    case IR_AND: return (struct written){.off = (uint8_t)~constant, .kept = constant};
    case IR_OR: return (struct written){.on = constant, .kept = (uint8_t)~constant};
    default: return (struct written){.on = 0xff};
    }
}

static bool reads_place(const struct exec *exec, uint32_t value, const struct ir_place *place)
{
    const struct ir_op *op = &exec->unit->ops.data[value];
    while (op->kind == IR_CAST) {
        op = &exec->unit->ops.data[op->a];
    }
    return op->kind == IR_LOAD && place_same(exec->unit, &exec->unit->places.data[op->a], place);
}

/* R = R & constant, R = constant | R. */
static struct written by_store(struct exec *exec, const struct state *state, const struct ir_op *store)
{
    const struct ir_place *place = &exec->unit->places.data[store->a];
    const struct ir_op *value = &exec->unit->ops.data[store->b];
    int64_t constant;
    if (constant_of(exec, state, store->b, &constant)) {
        return (struct written){.off = (uint8_t)~constant, .on = (uint8_t)constant};
    }
    while (value->kind == IR_CAST) {
        value = &exec->unit->ops.data[value->a];
    }
    if (value->kind == IR_BINARY &&
        ((reads_place(exec, value->a, place) && constant_of(exec, state, value->b, &constant)) ||
         (reads_place(exec, value->b, place) && constant_of(exec, state, value->a, &constant)))) {
        return by_operator(value->operator_, (uint8_t)constant);
    }
    return (struct written){.on = 0xff};
}

static struct written bits_of(struct exec *exec, const struct state *state, const struct ir_op *op)
{
    int64_t constant;
    if (op->kind == IR_STORE) {
        return by_store(exec, state, op);
    }
    bool known = op->b != IR_NONE && constant_of(exec, state, op->b, &constant);
    return known ? by_operator(op->operator_, (uint8_t)constant) : (struct written){.on = 0xff};
}

void exec_source_write(struct exec *exec, struct state *state, const struct ir_op *op)
{
    const struct ir_place *place = &exec->unit->places.data[op->a];
    int64_t address;
    if (exec->unit->target.arch != IR_ARCH_AVR || place->base != IR_BASE_DEREF) {
        return;
    }
    struct value pointer = exec_value(exec, state, place->root);
    if (!value_is_int(&pointer, &address)) {
        return;
    }
    struct avr_source sources[AVR_SOURCES_MAX];
    int count = avr_sources_at(ir_text(exec->unit, exec->unit->target.cpu),
                               (uint32_t)address + points_offset(exec->unit, place), sources);
    struct written written = count ? bits_of(exec, state, op) : (struct written){0};
    for (int i = 0; i < count; i++) {
        uint8_t bit = (uint8_t)(1u << sources[i].bit);
        if (!(written.kept & bit)) {
            mask_source(&state->mask, sources[i].vector, (written.off & bit) != 0);
        }
    }
}
