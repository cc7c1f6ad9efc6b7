#include "flow/range.h"

enum { DEPTH_MAX = 12, SMALL_TYPE = 1 /* bytes: the limits of wider ones say nothing useful */ };

static struct range eval(const struct range_of *of, uint32_t index, int depth);

struct range range_unknown(void)
{
    return (struct range){.base = IR_NONE};
}

static struct range number(int64_t low, int64_t high, bool attained)
{
    return (struct range){.known = true, .attained = attained, .base = IR_NONE, .low = low, .high = high};
}

struct range range_join(struct range a, struct range b)
{
    if (!a.known || !b.known || a.base != b.base) {
        return range_unknown();
    }
    bool a_attains = a.high >= b.high && a.attained;
    bool b_attains = b.high >= a.high && b.attained;
    a.attained = a_attains || b_attains;
    a.low = b.low < a.low ? b.low : a.low;
    a.high = b.high > a.high ? b.high : a.high;
    return a;
}

int64_t range_stride(const struct ir_unit *unit, uint32_t type)
{
    const struct ir_type *pointer = &unit->types.data[type];
    uint32_t element = pointer->element;
    bool is_pointer = pointer->kind == IR_TYPE_POINTER || pointer->kind == IR_TYPE_ARRAY;
    uint32_t size = is_pointer && element != IR_NONE ? unit->types.data[element].size : 0;
    return size ? size : 1;
}

/* What every number of the type is within; wide types are not known. */
static struct range of_type(const struct ir_unit *unit, uint32_t index)
{
    const struct ir_type *type = &unit->types.data[index];
    if (type->kind != IR_TYPE_INT || !type->size || type->size > SMALL_TYPE) {
        return range_unknown();
    }
    return type->flags & IR_TYPE_SIGNED ? number(-128, 127, false) : number(0, 255, false);
}

/* A value that does not fit wraps, and is anything. */
static struct range fit(const struct ir_unit *unit, uint32_t index, struct range range)
{
    const struct ir_type *type = &unit->types.data[index];
    if (!range.known || range.base != IR_NONE || type->kind != IR_TYPE_INT || !type->size ||
        type->size >= 8) {
        return range.known ? range : of_type(unit, index);
    }
    bool is_signed = (type->flags & IR_TYPE_SIGNED) != 0;
    int64_t top = INT64_C(1) << (type->size * 8 - (is_signed ? 1 : 0));
    int64_t bottom = is_signed ? -top : 0;
    return range.low >= bottom && range.high < top ? range : of_type(unit, index);
}

struct range range_of_param(const struct range_of *of, uint32_t sym)
{
    const struct ir_unit *unit = of->defs->unit;
    uint32_t index = sym - of->defs->first_sym;
    if (of->params && index < PARAM_IN_ISR && of->params[index].known && of->params[index].count) {
        const struct constant_set *set = &of->params[index];
        struct range range = number(set->data[0], set->data[0], true);
        for (int i = 1; i < set->count; i++) {
            range = range_join(range, number(set->data[i], set->data[i], true));
        }
        return fit(unit, unit->syms.data[sym].type, range);
    }
    return of_type(unit, unit->syms.data[sym].type);
}

static struct range of_load(const struct range_of *of, const struct ir_op *op, int depth)
{
    const struct ir_unit *unit = of->defs->unit;
    const struct ir_place *place = &unit->places.data[op->a];
    uint32_t local = local_defs_of(of->defs, op->a);
    int64_t value;
    if (local != DEF_NONE) {
        uint32_t def = local_defs_first(of->defs, local);
        if (def == DEF_NONE && local_defs_is_param(of->defs, local)) {
            return range_of_param(of, local);
        }
        bool once = def != DEF_NONE && local_defs_next(of->defs, def) == DEF_NONE &&
                    !local_defs_is_param(of->defs, local) && unit->ops.data[def].kind == IR_STORE;
        return once ? fit(unit, op->type, eval(of, unit->ops.data[def].b, depth + 1))
                    : of_type(unit, op->type);
    }
    uint32_t sym =
        place->base == IR_BASE_SYM
            ? program_sym_of(of->facts->program, of->facts->program->funcs.data[of->func].unit, place->root)
            : PROGRAM_NONE;
    if (sym != PROGRAM_NONE && !place->step_count &&
        constants_get(of->facts->constants, program_resolve(of->facts->program, sym), 0, &value)) {
        return number(value, value, true);
    }
    return of_type(unit, op->type);
}

/* The address of an object, or of a place in it that no variable chooses. */
static struct range of_address(const struct range_of *of, const struct ir_op *op, int depth)
{
    const struct ir_unit *unit = of->defs->unit;
    const struct ir_place *place = &unit->places.data[op->a];
    struct range range = number(0, 0, true);
    if (place->base != IR_BASE_SYM) {
        return range_unknown();
    }
    range.base = place->root;
    for (uint32_t i = 0; i < place->step_count; i++) {
        const struct ir_step *step = &unit->steps.data[place->step + i];
        if (step->kind == IR_STEP_FIELD) {
            range.low = range.high = range.low + step->offset;
            continue;
        }
        struct range index = eval(of, step->offset, depth + 1);
        if (!index.known || index.low != index.high || index.base != IR_NONE) {
            return range_unknown();
        }
        range.low = range.high = range.low + index.low * step->size;
    }
    return range;
}

static bool is_small(const struct range *range)
{
    return range->low > -(INT64_C(1) << 31) && range->high < (INT64_C(1) << 32);
}

/* What is added to a pointer counts elements. */
static int64_t scale(const struct ir_unit *unit, const struct ir_op *op, uint32_t operand)
{
    bool to_pointer = unit->types.data[op->type].kind == IR_TYPE_POINTER;
    bool is_number = unit->types.data[unit->ops.data[operand].type].kind == IR_TYPE_INT;
    return to_pointer && is_number ? range_stride(unit, op->type) : 1;
}

static struct range sum(const struct ir_unit *unit, const struct ir_op *op, struct range a, struct range b)
{
    int64_t sign = op->operator_ == IR_SUB ? -1 : 1;
    int64_t of_a = scale(unit, op, op->a);
    int64_t of_b = scale(unit, op, op->b);
    if ((a.base != IR_NONE && b.base != IR_NONE) || (sign < 0 && b.base != IR_NONE)) {
        return range_unknown();
    }
    a.base = a.base != IR_NONE ? a.base : b.base;
    a.attained = a.attained && b.attained && (sign > 0 || b.low == b.high);
    a.low = a.low * of_a + sign * of_b * (sign > 0 ? b.low : b.high);
    a.high = a.high * of_a + sign * of_b * (sign > 0 ? b.high : b.low);
    return a;
}

static struct range of_binary(const struct range_of *of, const struct ir_op *op, int depth)
{
    const struct ir_unit *unit = of->defs->unit;
    struct range a = eval(of, op->a, depth + 1);
    struct range b = eval(of, op->b, depth + 1);
    bool b_constant = b.known && b.base == IR_NONE && b.low == b.high && b.low >= 0;
    if (op->operator_ == IR_AND && b_constant) { /* a mask bounds whatever is before it */
        return number(0, b.low, a.known && a.attained && a.low == a.high && (a.low & b.low) == b.low);
    }
    if (op->operator_ == IR_REM && b_constant && b.low > 0 && a.known && a.low >= 0) {
        bool same = a.low == a.high;
        return same ? number(a.low % b.low, a.low % b.low, a.attained) : number(0, b.low - 1, false);
    }
    if (!a.known || !b.known || !is_small(&a) || !is_small(&b)) {
        return range_unknown();
    }
    if (op->operator_ == IR_ADD || op->operator_ == IR_SUB) {
        return sum(unit, op, a, b);
    }
    if (a.base != IR_NONE || !b_constant || a.low < 0) {
        return range_unknown();
    }
    switch (op->operator_) {
    case IR_MUL:
        return b.low < INT64_C(1) << 30 ? number(a.low * b.low, a.high * b.low, a.attained) : range_unknown();
    case IR_DIV: return b.low ? number(a.low / b.low, a.high / b.low, a.attained) : range_unknown();
    case IR_SHL: return b.low < 31 ? number(a.low << b.low, a.high << b.low, a.attained) : range_unknown();
    case IR_SHR: return b.low < 63 ? number(a.low >> b.low, a.high >> b.low, a.attained) : range_unknown();
    default: return range_unknown();
    }
}

static struct range eval(const struct range_of *of, uint32_t index, int depth)
{
    const struct ir_unit *unit = of->defs->unit;
    const struct ir_op *op = &unit->ops.data[index];
    int64_t value;
    if (depth > DEPTH_MAX || (op->flags & IR_OP_DEGRADED)) {
        return range_unknown();
    }
    switch (op->kind) {
    case IR_CONST: value = ir_const_value(op); return number(value, value, true);
    case IR_CAST: return fit(unit, op->type, eval(of, op->a, depth + 1));
    case IR_LOAD: return of_load(of, op, depth);
    case IR_ADDR: return of_address(of, op, depth);
    case IR_BINARY: return fit(unit, op->type, of_binary(of, op, depth));
    case IR_UNARY:
        return contexts_constant(unit, index, &value) ? number(value, value, true) : range_unknown();
    default: return of_type(unit, op->type);
    }
}

struct range range_of_op(const struct range_of *of, uint32_t op)
{
    return eval(of, op, 0);
}
