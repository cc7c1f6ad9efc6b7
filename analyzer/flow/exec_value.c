#include "flow/exec_value.h"

enum {
    EXPRESSION_DEPTH_MAX = 64,
    VECTACTIVE_BITS = 0x1ff, /* of ICSR: the running exception (Armv7-M ARM B3.2.4) */
};

uint64_t exec_op_key(const struct exec *exec, uint32_t op)
{
    return cell_key(CELL_OP, op - exec->first_op, 0);
}

void exec_prepare(struct exec *exec)
{
    exec->first_op = exec->unit->blocks.data[exec->func->block].op;
    exec->naked = (exec->unit->syms.data[exec->func->sym].flags & IR_SYM_NAKED) != 0;
}

/* ---- values ----------------------------------------------------------------------------------- */

static struct value value_at(struct exec *exec, const struct state *state, uint32_t op, int depth);

static struct value wrap(const struct ir_type *type, int64_t number)
{
    if (type->kind != IR_TYPE_INT || type->size >= 8 || !type->size) {
        return value_int(number);
    }
    if (type->flags & IR_TYPE_BOOL) {
        return value_int(number != 0);
    }
    uint64_t limit = (uint64_t)1 << (type->size * 8);
    uint64_t low = (uint64_t)number & (limit - 1);
    bool negative = (type->flags & IR_TYPE_SIGNED) && (low & (limit >> 1));
    return value_int(negative ? (int64_t)(low | ~(limit - 1)) : (int64_t)low);
}

static bool fold(enum ir_operator operator_, int64_t a, int64_t b, int64_t *result)
{
    uint64_t left = (uint64_t)a;
    uint64_t right = (uint64_t)b;
    switch (operator_) {
    case IR_ADD: *result = (int64_t)(left + right); return true;
    case IR_SUB: *result = (int64_t)(left - right); return true;
    case IR_MUL: *result = (int64_t)(left * right); return true;
    case IR_DIV: *result = b && !(b == -1) ? a / b : 0; return b != 0 && b != -1;
    case IR_REM: *result = b && !(b == -1) ? a % b : 0; return b != 0 && b != -1;
    case IR_SHL: *result = right < 64 ? (int64_t)(left << right) : 0; return right < 64;
    case IR_SHR: *result = right < 64 ? a >> right : 0; return right < 64;
    case IR_AND: *result = a & b; return true;
    case IR_OR: *result = a | b; return true;
    case IR_XOR: *result = a ^ b; return true;
    case IR_EQ: *result = a == b; return true;
    case IR_NE: *result = a != b; return true;
    case IR_LT: *result = a < b; return true;
    case IR_LE: *result = a <= b; return true;
    case IR_GT: *result = a > b; return true;
    case IR_GE: *result = a >= b; return true;
    default: return false;
    }
}

/* The bit of a whole status register that is the mask: cpsr.I and SREG.I 7, mstatus.MIE 3. */
static int64_t mask_bit(const struct exec *exec)
{
    return exec->unit->target.arch == IR_ARCH_RISCV ? 8 : 0x80;
}

static struct value token_operator(const struct exec *exec, struct value token, enum ir_operator operator_,
                                   int64_t constant)
{
    bool raw = (token.flags & TOKEN_RAW) != 0;
    switch (operator_) {
    case IR_EQ:
    case IR_NE:
        if (raw || (constant != 0 && constant != 1)) {
            return value_any();
        }
        token.flags |= TOKEN_BOOLEAN;
        if ((operator_ == IR_EQ) == (constant == 0)) { /* == 0 and != 1 turn it round */
            token.flags ^= TOKEN_OPEN_NONZERO;
        }
        return token;
    case IR_AND:
        if (raw && constant == mask_bit(exec)) {
            token.flags &= (uint8_t)~TOKEN_RAW;
            return token;
        }
        return raw || (constant & 1) ? token : value_any();
    case IR_SHR:
        if (raw && ((int64_t)1 << (constant & 63)) == mask_bit(exec) && mask_bit(exec) == 0x80 &&
            exec->unit->target.arch == IR_ARCH_AVR) {
            token.flags &= (uint8_t)~TOKEN_RAW; /* bit 7 of 8: the rest is gone */
        }
        return token;
    case IR_OR: /* saved | flags: the saved bits are still there */ return raw ? token : value_any();
    default: return value_any();
    }
}

struct value exec_operator(const struct exec *exec, uint32_t type, enum ir_operator operator_, struct value a,
                           struct value b)
{
    int64_t left;
    int64_t right;
    bool b_constant = value_is_int(&b, &right);
    if (value_is_int(&a, &left) && b_constant) {
        int64_t result;
        return fold(operator_, left, right, &result) ? wrap(&exec->unit->types.data[type], result)
                                                     : value_any();
    }
    if (a.kind == VALUE_PARAM && (a.flags & PARAM_RAW)) {
        bool selects = operator_ == IR_AND && b_constant && right > 0 && right <= VECTACTIVE_BITS;
        return selects ? value_in_isr() : value_any();
    }
    bool tests = (operator_ == IR_EQ || operator_ == IR_NE) && b_constant && right == 0;
    if (a.kind == VALUE_PARAM && tests) {
        return operator_ == IR_EQ ? value_not(&a) : a;
    }
    if (a.kind == VALUE_PARAM && a.id == PARAM_IN_ISR && operator_ == IR_AND) {
        return a; /* the exception number without its neighbours */
    }
    if (a.kind == VALUE_TOKEN && b_constant) {
        return token_operator(exec, a, operator_, right);
    }
    bool moves = operator_ == IR_ADD || operator_ == IR_SUB;
    if (moves && (a.kind == VALUE_GLOBAL || a.kind == VALUE_POINTER)) {
        return a; /* stays within its object */
    }
    if (tests) {
        enum truth truth = value_truth(&a);
        if (truth != TRUTH_UNKNOWN) {
            return value_int((truth == TRUTH_TRUE) == (operator_ == IR_NE));
        }
    }
    if (a.kind == VALUE_INT && b_constant) {
        switch (operator_) { /* an interval on one side of a constant */
        case IR_LT: return a.high < right ? value_int(1) : a.low >= right ? value_int(0) : value_any();
        case IR_LE: return a.high <= right ? value_int(1) : a.low > right ? value_int(0) : value_any();
        case IR_GT: return a.low > right ? value_int(1) : a.high <= right ? value_int(0) : value_any();
        case IR_GE: return a.low >= right ? value_int(1) : a.high < right ? value_int(0) : value_any();
        case IR_EQ: return right < a.low || right > a.high ? value_int(0) : value_any();
        case IR_NE: return right < a.low || right > a.high ? value_int(1) : value_any();
        default: break;
        }
    }
    return value_any();
}

static struct value binary_value(struct exec *exec, const struct state *state, const struct ir_op *op,
                                 int depth)
{
    struct value a = value_at(exec, state, op->a, depth);
    struct value b = value_at(exec, state, op->b, depth);
    return exec_operator(exec, op->type, (enum ir_operator)op->operator_, a, b);
}

static struct value unary_value(struct exec *exec, const struct state *state, const struct ir_op *op,
                                int depth)
{
    struct value a = value_at(exec, state, op->a, depth);
    int64_t number;
    if (op->operator_ == IR_LNOT) {
        return value_not(&a);
    }
    if (value_is_int(&a, &number)) {
        int64_t result = op->operator_ == IR_NEG ? (int64_t)(0 - (uint64_t)number) : ~number;
        return wrap(&exec->unit->types.data[op->type], result);
    }
    return value_any();
}

static struct value address_value(struct exec *exec, const struct state *state, const struct ir_op *op,
                                  int depth)
{
    const struct ir_place *place = &exec->unit->places.data[op->a];
    uint32_t offset = points_offset(exec->unit, place);
    struct value value = value_any();
    if (place->base == IR_BASE_SYM) {
        uint32_t sym = program_sym_of(exec->program->program, exec->unit_index, place->root);
        value.kind = sym == PROGRAM_NONE ? VALUE_LOCAL : VALUE_GLOBAL;
        value.id = sym == PROGRAM_NONE ? place->root : program_resolve(exec->program->program, sym);
        value.low = offset;
    } else if (place->base == IR_BASE_DEREF) {
        value = value_at(exec, state, place->root, depth);
        if (value.kind == VALUE_GLOBAL || value.kind == VALUE_LOCAL) {
            value.low += offset;
        } else if (offset != 0 && value.kind != VALUE_POINTER) {
            value = value_any();
        }
    }
    return value;
}

/*
 * A saved state in a narrower type. PRIMASK and FAULTMASK are one bit, and anything holds it; BASEPRI
 * has eight (Armv7-M ARM B1.4.3). A whole status register, or a state whose meaning is not known,
 * is taken to need eight, and on Xtensa all of PS. Errs towards "it fits".
 */
static struct value narrowed(const struct exec *exec, const struct ir_type *type, struct value token)
{
    enum { BITS_OF_BASEPRI = 8, BITS_OF_PS = 19 };
    bool one_bit = !(token.flags & TOKEN_RAW) && token.gate != GATE_CEILING;
    if (type->kind != IR_TYPE_INT || one_bit || (token.flags & TOKEN_BOOLEAN)) {
        return token;
    }
    bool whole_ps = exec->unit->target.arch == IR_ARCH_XTENSA && (token.flags & TOKEN_RAW);
    uint32_t needed = whole_ps ? BITS_OF_PS : BITS_OF_BASEPRI;
    uint32_t bits = type->flags & IR_TYPE_BOOL ? 1 : type->size * 8;
    if (bits && bits < needed) {
        token.flags |= TOKEN_CUT;
    }
    return token;
}

static struct value value_at(struct exec *exec, const struct state *state, uint32_t index, int depth)
{
    const struct ir_op *op = &exec->unit->ops.data[index];
    if (depth > EXPRESSION_DEPTH_MAX) {
        return value_any();
    }
    switch (op->kind) {
    case IR_CONST:
        return exec->unit->types.data[op->type].kind == IR_TYPE_FLOAT || (op->flags & IR_OP_DEGRADED)
                   ? value_any()
                   : value_int(ir_const_value(op));
    case IR_ADDR: {
        struct value made =
            state_get(state, exec_op_key(exec, index)); /* inside a section: see exec_address */
        return made.kind != VALUE_ANY ? made : address_value(exec, state, op, depth + 1);
    }
    case IR_BINARY: return binary_value(exec, state, op, depth + 1);
    case IR_UNARY: return unary_value(exec, state, op, depth + 1);
    case IR_CAST: {
        struct value value = value_at(exec, state, op->a, depth + 1);
        int64_t number;
        const struct ir_type *type = &exec->unit->types.data[op->type];
        if (value.kind == VALUE_TOKEN) {
            return narrowed(exec, type, value);
        }
        return value_is_int(&value, &number) ? wrap(type, number) : value;
    }
    default: return state_get(state, exec_op_key(exec, index));
    }
}

struct value exec_value(struct exec *exec, const struct state *state, uint32_t op)
{
    return value_at(exec, state, op, 0);
}

/* ---- places ------------------------------------------------------------------------------------ */

bool exec_exact_offset(struct exec *exec, const struct state *state, const struct ir_place *place,
                       uint32_t *offset)
{
    *offset = 0;
    for (uint32_t i = 0; i < place->step_count; i++) {
        const struct ir_step *step = &exec->unit->steps.data[place->step + i];
        if (step->kind == IR_STEP_FIELD) {
            if (!step->size) {
                return false; /* a record without a layout: a header was missing */
            }
            *offset += step->offset;
            continue;
        }
        struct value index = exec_value(exec, state, step->offset);
        int64_t number;
        if (!value_is_int(&index, &number) || number < 0 || number > 0xffff) {
            return false;
        }
        *offset += (uint32_t)number * step->size;
    }
    return *offset <= 0xffffff;
}

uint64_t exec_cell(struct exec *exec, const struct state *state, uint32_t index)
{
    const struct ir_place *place = &exec->unit->places.data[index];
    uint32_t offset;
    if ((place->flags & IR_PLACE_BITFIELD) || !exec_exact_offset(exec, state, place, &offset)) {
        return 0;
    }
    if (place->base == IR_BASE_SYM) {
        uint32_t sym = program_sym_of(exec->program->program, exec->unit_index, place->root);
        return sym == PROGRAM_NONE
                   ? cell_key(CELL_LOCAL, place->root, offset)
                   : cell_key(CELL_GLOBAL, program_resolve(exec->program->program, sym), offset);
    }
    if (place->base == IR_BASE_DEREF) {
        struct value pointer = exec_value(exec, state, place->root);
        uint32_t at = (uint32_t)pointer.low + offset;
        switch (pointer.kind) {
        case VALUE_LOCAL: return cell_key(CELL_LOCAL, pointer.id, at);
        case VALUE_GLOBAL: return cell_key(CELL_GLOBAL, pointer.id, at);
        case VALUE_PARAM: return cell_key(CELL_POINTEE, pointer.id, offset);
        default: return 0;
        }
    }
    return 0;
}

void exec_store_through(struct exec *exec, struct state *state, const struct value *pointer, uint32_t offset,
                        struct value value)
{
    uint32_t at = (uint32_t)pointer->low + offset;
    if (pointer->kind == VALUE_LOCAL) {
        state_set(exec->arena, state, cell_key(CELL_LOCAL, pointer->id, at), value);
    } else if (pointer->kind == VALUE_GLOBAL) {
        state_set(exec->arena, state, cell_key(CELL_GLOBAL, pointer->id, at), value);
    } else if (pointer->kind == VALUE_PARAM) {
        state_set(exec->arena, state, cell_key(CELL_POINTEE, pointer->id, offset), value);
    }
}

struct value exec_address_value(struct exec *exec, const struct state *state, const struct ir_op *op)
{
    return address_value(exec, state, op, 0);
}

uint8_t exec_symbol(struct exec *exec, const struct value *value)
{
    if (value->kind == VALUE_PARAM && value->id < PARAM_IN_ISR && !value->flags) {
        return (uint8_t)(SYMBOL_PARAM + value->id);
    }
    if (value->kind != VALUE_CELL) {
        return 0;
    }
    struct summary *summary = exec->summary;
    for (int i = 0; i < summary->cell_count; i++) {
        if (summary->cells[i] == (uint64_t)value->low) {
            return (uint8_t)(SYMBOL_CELL + i);
        }
    }
    if (summary->cell_count == CELLS_MAX) {
        return 0;
    }
    summary->cells[summary->cell_count] = (uint64_t)value->low;
    return (uint8_t)(SYMBOL_CELL + summary->cell_count++);
}

/* x | 1, whatever x is. */
static bool sets_bit0(struct exec *exec, const struct state *state, uint32_t index)
{
    const struct ir_op *op = &exec->unit->ops.data[index];
    int64_t constant;
    if (op->kind != IR_BINARY || op->operator_ != IR_OR) {
        return false;
    }
    struct value right = exec_value(exec, state, op->b);
    return value_is_int(&right, &constant) && (constant & 1);
}

void exec_write_control(struct exec *exec, struct state *state, uint32_t op)
{
    struct value value = exec_value(exec, state, op);
    struct mask *mask = &state->mask;
    uint8_t symbol = exec_symbol(exec, &value);
    int64_t constant;
    mask->control_symbol = symbol < SYMBOL_CELL ? symbol : 0;
    if (value_is_int(&value, &constant)) {
        mask->privilege = constant & 1 ? PRIVILEGE_DROPPED : PRIVILEGE_GAINED;
    } else {
        mask->privilege = sets_bit0(exec, state, op) ? PRIVILEGE_DROPPED : PRIVILEGE_KEPT;
    }
}

bool exec_assume(struct state *state, const struct value *value, bool nonzero)
{
    uint32_t param = value->id;
    nonzero ^= (value->flags & PARAM_NOT) != 0;
    if (param > PARAM_IN_ISR) {
        return true;
    }
    if (param == PARAM_IN_ISR) {
        state->mask.isr = nonzero ? MASK_HANDLER_ONLY : MASK_THREAD_ONLY;
    }
    uint16_t bit = (uint16_t)(1u << param);
    struct mask *mask = &state->mask;
    uint16_t *wanted = nonzero ? &mask->nonzero_params : &mask->zero_params;
    uint16_t other = nonzero ? mask->zero_params : mask->nonzero_params;
    *wanted |= bit;
    return !(other & bit);
}
