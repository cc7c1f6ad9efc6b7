#include "flow/weight.h"

#include "flow/asm_words.h"

#include <string.h>

static uint64_t capped(uint64_t value)
{
    return value < COST_MAX ? value : COST_MAX;
}

static uint64_t product(uint64_t a, uint64_t b)
{
    return a && b > COST_MAX / a ? COST_MAX : capped(a * b);
}

struct cost cost_of(uint64_t low, uint64_t high)
{
    return (struct cost){.low = capped(low), .high = capped(high), .func = UINT32_MAX, .loc = IR_NONE};
}

/* The reason of the worse kind; of equal ones the first. */
static struct cost with_reason(struct cost to, const struct cost *a, const struct cost *b)
{
    const struct cost *from = b->kind > a->kind ? b : a;
    to.kind = from->kind;
    to.reason = from->reason;
    to.func = from->func;
    to.loc = from->loc;
    return to;
}

struct cost cost_add(struct cost a, struct cost b)
{
    return with_reason(cost_of(a.low + b.low, a.high + b.high), &a, &b);
}

struct cost cost_worse(struct cost a, struct cost b)
{
    uint64_t low = a.low > b.low ? a.low : b.low;
    uint64_t high = a.high > b.high ? a.high : b.high;
    return with_reason(cost_of(low, high), &a, &b);
}

struct cost cost_times(struct cost cost, uint64_t low, uint64_t high)
{
    struct cost result = cost_of(product(cost.low, low), product(cost.high, high));
    return with_reason(result, &cost, &cost);
}

struct cost cost_mark(struct cost cost, enum cost_kind kind, enum cost_reason reason, uint32_t func,
                      uint32_t loc)
{
    struct cost mark = {.kind = kind, .reason = reason, .func = func, .loc = loc};
    return with_reason(cost, &cost, &mark);
}

/* ---- the target ---------------------------------------------------------------------------------- */

/* Bytes that one instruction moves or adds. */
static uint32_t word_size(const struct ir_unit *unit)
{
    switch (unit->target.arch) {
    case IR_ARCH_AVR: return 1;
    case IR_ARCH_MSP430: return 2;
    case IR_ARCH_HOST: return 8;
    default: return 4;
    }
}

static uint64_t words(const struct ir_unit *unit, uint32_t type)
{
    uint32_t size = type == IR_NONE ? 0 : unit->types.data[type].size;
    uint32_t word = word_size(unit);
    return size <= word ? 1 : (size + word - 1) / word;
}

/* Armv6-M and the baseline of Armv8-M: nearly every operand is a register, and nothing divides. */
static bool is_baseline(const struct ir_unit *unit)
{
    const char *triple = ir_text(unit, unit->target.triple);
    return strstr(triple, "v6m") || strstr(triple, "v8m.base");
}

static bool divides(const struct ir_unit *unit)
{
    return unit->target.arch != IR_ARCH_AVR && unit->target.arch != IR_ARCH_MSP430 && !is_baseline(unit);
}

static bool has_float(const struct ir_unit *unit)
{
    const char *triple = ir_text(unit, unit->target.triple);
    return strstr(triple, "eabihf") || unit->target.arch == IR_ARCH_HOST;
}

/* Operands in memory: one instruction reads, changes and writes. */
static bool changes_memory(const struct ir_unit *unit)
{
    return unit->target.arch == IR_ARCH_AVR || unit->target.arch == IR_ARCH_MSP430 ||
           unit->target.arch == IR_ARCH_HOST;
}

/* ---- places -------------------------------------------------------------------------------------- */

/* A scalar local lives in a register, mostly. */
static bool is_register(const struct ir_unit *unit, const struct ir_place *place)
{
    if (place->base != IR_BASE_SYM || place->step_count || (place->flags & IR_PLACE_VOLATILE)) {
        return false;
    }
    uint32_t kind = unit->syms.data[place->root].kind;
    return kind == IR_SYM_LOCAL || kind == IR_SYM_PARAM || kind == IR_SYM_TEMP;
}

/* An element whose index is computed: shifted and added. */
static uint64_t indices(const struct ir_unit *unit, const struct ir_place *place)
{
    uint64_t count = 0;
    for (uint32_t i = 0; i < place->step_count; i++) {
        const struct ir_step *step = &unit->steps.data[place->step + i];
        count += step->kind == IR_STEP_INDEX && unit->ops.data[step->offset].kind != IR_CONST;
    }
    return count;
}

/* The address of an object comes from memory; one behind a pointer is there. */
static uint64_t by_name(const struct ir_place *place)
{
    return place->base == IR_BASE_SYM ? 1 : 0;
}

static bool is_record(const struct ir_unit *unit, uint32_t type)
{
    return unit->types.data[type].kind == IR_TYPE_RECORD || unit->types.data[type].kind == IR_TYPE_ARRAY;
}

struct cost weight_copy(const struct ir_unit *unit, uint64_t bytes)
{
    /* At best four words by a pair of instructions; at worst a call of a loop that moves bytes. */
    return cost_of(bytes / word_size(unit) / 2, 10 + product(4, bytes));
}

/* Two words at once, where an instruction can. */
static uint64_t pairs(const struct ir_unit *unit, uint64_t words)
{
    return unit->target.arch == IR_ARCH_ARM_M && !is_baseline(unit) ? (words + 1) / 2 : words;
}

static struct cost weight_access(const struct ir_unit *unit, const struct ir_place *place, bool writes)
{
    if (is_record(unit, place->type)) { /* the store of a structure does the copy */
        return writes ? weight_copy(unit, unit->types.data[place->type].size) : cost_of(0, 1);
    }
    uint64_t count = words(unit, place->type);
    if (is_register(unit, place)) {
        return cost_of(0, writes ? count : 0);
    }
    uint64_t bits = place->flags & IR_PLACE_BITFIELD ? 3 : 0;
    bool kept = !writes && !(place->flags & (IR_PLACE_VOLATILE | IR_PLACE_ATOMIC));
    return cost_of(kept ? 0 : pairs(unit, count), by_name(place) + count + 2 * indices(unit, place) + bits);
}

static struct cost weight_update(const struct ir_unit *unit, const struct ir_op *op)
{
    const struct ir_place *place = &unit->places.data[op->a];
    uint64_t count = words(unit, place->type);
    if (is_register(unit, place)) {
        return cost_of(0, count);
    }
    if ((op->flags & IR_OP_ATOMIC) || (place->flags & IR_PLACE_ATOMIC)) {
        return cost_of(1, 12);
    }
    uint64_t bits = place->flags & IR_PLACE_BITFIELD ? 3 : 0;
    return cost_of(changes_memory(unit) ? 1 : 2,
                   by_name(place) + 3 * count + 2 * indices(unit, place) + bits);
}

/* ---- arithmetic ---------------------------------------------------------------------------------- */

/* What is stored comes from a register. */
static bool is_constant(const struct ir_unit *unit, uint32_t index)
{
    while (unit->ops.data[index].kind == IR_CAST) {
        index = unit->ops.data[index].a;
    }
    return unit->ops.data[index].kind == IR_CONST;
}

static bool is_power_of_two(const struct ir_unit *unit, uint32_t index)
{
    const struct ir_op *op = &unit->ops.data[index];
    while (op->kind == IR_CAST) {
        op = &unit->ops.data[op->a];
    }
    int64_t value = op->kind == IR_CONST ? ir_const_value(op) : 0;
    return value > 0 && !(value & (value - 1));
}

static struct cost weight_float(const struct ir_unit *unit, uint32_t type)
{
    bool wide = unit->types.data[type].size > 4;
    return has_float(unit) && !wide ? cost_of(1, 4) : cost_of(1, wide ? 200 : 90);
}

static struct cost weight_binary(const struct ir_unit *unit, const struct ir_op *op)
{
    uint64_t count = words(unit, unit->ops.data[op->a].type);
    uint32_t type = unit->ops.data[op->a].type; /* a comparison's own type is int */
    if (unit->types.data[type].kind == IR_TYPE_FLOAT) {
        return weight_float(unit, type);
    }
    switch (op->operator_) {
    case IR_DIV:
    case IR_REM:
        if (is_power_of_two(unit, op->b)) {
            return cost_of(0, 4 * count);
        }
        return divides(unit) && count == 1 ? cost_of(1, 5) : cost_of(2, 150 * count);
    case IR_MUL: return cost_of(0, count == 1 ? 2 : 10 * count);
    case IR_SHL:
    case IR_SHR: return cost_of(0, count == 1 ? 1 : 8 * count);
    default: return cost_of(0, count);
    }
}

static struct cost weight_cast(const struct ir_unit *unit, const struct ir_op *op)
{
    uint32_t from = unit->types.data[unit->ops.data[op->a].type].kind;
    uint32_t to = unit->types.data[op->type].kind;
    bool floats = (from == IR_TYPE_FLOAT) != (to == IR_TYPE_FLOAT) && to != IR_TYPE_VOID;
    if (floats || (from == IR_TYPE_FLOAT && op->type != unit->ops.data[op->a].type)) {
        return weight_float(unit, op->type);
    }
    bool same = unit->types.data[op->type].size == unit->types.data[unit->ops.data[op->a].type].size;
    bool free = same || unit->ops.data[op->a].kind == IR_CONST || to == IR_TYPE_VOID;
    return cost_of(0, free ? 0 : words(unit, op->type));
}

/* A constant that no instruction holds comes from memory. */
static struct cost weight_const(const struct ir_unit *unit, const struct ir_op *op)
{
    int64_t value = ir_const_value(op);
    bool held = value >= -255 && value <= 255 && !is_baseline(unit);
    return cost_of(0, held ? 0 : words(unit, op->type));
}

static struct cost weight_asm(const struct ir_unit *unit, const struct ir_op *op)
{
    struct asm_words instruction;
    uint64_t count = 0;
    for (const char *at = ir_text(unit, unit->asms.data[op->a].text); asm_next(&at, &instruction);) {
        count += instruction.words[0][0] != '.' && instruction.words[0][0] != '@';
    }
    return cost_of(count, count);
}

struct cost weight_op(const struct ir_unit *unit, uint32_t index)
{
    const struct ir_op *op = &unit->ops.data[index];
    switch (op->kind) {
    case IR_CONST: return weight_const(unit, op);
    case IR_ADDR: return cost_of(0, 1 + 2 * indices(unit, &unit->places.data[op->a]));
    case IR_LOAD: return weight_access(unit, &unit->places.data[op->a], false);
    case IR_STORE:
        return cost_add(weight_access(unit, &unit->places.data[op->a], true),
                        cost_of(0, is_constant(unit, op->b) ? words(unit, unit->ops.data[op->b].type) : 0));
    case IR_RMW: return weight_update(unit, op);
    case IR_BINARY: return weight_binary(unit, op);
    case IR_UNARY: return cost_of(0, words(unit, op->type));
    case IR_CAST: return weight_cast(unit, op);
    case IR_CALL:
        return cost_of(0, 5 + (uint64_t)op->c); /* the arguments, there and back, two registers saved */
    case IR_ASM: return weight_asm(unit, op);
    default: return cost_of(0, 4);
    }
}

struct cost weight_end(const struct ir_unit *unit, const struct ir_block *block)
{
    const struct ir_op *value = block->value == IR_NONE ? NULL : &unit->ops.data[block->value];
    bool compared =
        value && value->kind == IR_BINARY && value->operator_ >= IR_EQ && value->operator_ <= IR_GE;
    switch (block->term) {
    case IR_TERM_JUMP: return cost_of(0, 1);
    case IR_TERM_BRANCH: return cost_of(1, compared ? 1 : 2);
    case IR_TERM_SWITCH: return cost_of(2, block->succ_count < 4 ? 2 * block->succ_count : 8);
    case IR_TERM_GOTO: return cost_of(1, 3);
    default: return cost_of(0, 1);
    }
}
