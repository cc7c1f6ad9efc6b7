#include "flow/exec_op.h"

#include "flow/asm_effect.h"
#include "flow/exec_call.h"

#include <string.h>

enum { EXPRESSION_DEPTH_MAX = 64, SREG_ADDRESS = 0x5f /* AVR: I/O register 0x3f in data space */ };

#define NAKED_RESULT cell_key(CELL_OP, FLOW_NONE, 0) /* r0 of a naked function */

static uint64_t op_key(const struct exec *exec, uint32_t op)
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

static struct value binary_value(struct exec *exec, const struct state *state, const struct ir_op *op,
                                 int depth)
{
    struct value a = value_at(exec, state, op->a, depth);
    struct value b = value_at(exec, state, op->b, depth);
    int64_t left;
    int64_t right;
    bool b_constant = value_is_int(&b, &right);
    if (value_is_int(&a, &left) && b_constant) {
        int64_t result;
        return fold((enum ir_operator)op->operator_, left, right, &result)
                   ? wrap(&exec->unit->types.data[op->type], result)
                   : value_any();
    }
    bool tests = (op->operator_ == IR_EQ || op->operator_ == IR_NE) && b_constant && right == 0;
    if (a.kind == VALUE_PARAM && tests) {
        return op->operator_ == IR_EQ ? value_not(&a) : a;
    }
    if (a.kind == VALUE_PARAM && a.id == PARAM_IN_ISR && op->operator_ == IR_AND) {
        return a; /* the exception number without its neighbours */
    }
    if (a.kind == VALUE_TOKEN && b_constant) {
        return token_operator(exec, a, (enum ir_operator)op->operator_, right);
    }
    bool moves = op->operator_ == IR_ADD || op->operator_ == IR_SUB;
    if (moves && (a.kind == VALUE_GLOBAL || a.kind == VALUE_POINTER)) {
        return a; /* stays within its object */
    }
    if (tests) {
        enum truth truth = value_truth(&a);
        if (truth != TRUTH_UNKNOWN) {
            return value_int((truth == TRUTH_TRUE) == (op->operator_ == IR_NE));
        }
    }
    if (a.kind == VALUE_INT && b_constant) {
        switch (op->operator_) { /* an interval on one side of a constant */
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

static struct value value_at(struct exec *exec, const struct state *state, uint32_t index, int depth)
{
    const struct ir_op *op = &exec->unit->ops.data[index];
    if (depth > EXPRESSION_DEPTH_MAX) {
        return value_any();
    }
    switch (op->kind) {
    case IR_CONST:
        return exec->unit->types.data[op->type].kind == IR_TYPE_FLOAT ? value_any()
                                                                      : value_int(ir_const_value(op));
    case IR_ADDR: {
        struct value made = state_get(state, op_key(exec, index)); /* inside a section: see exec_address */
        return made.kind != VALUE_ANY ? made : address_value(exec, state, op, depth + 1);
    }
    case IR_BINARY: return binary_value(exec, state, op, depth + 1);
    case IR_UNARY: return unary_value(exec, state, op, depth + 1);
    case IR_CAST: {
        struct value value = value_at(exec, state, op->a, depth + 1);
        int64_t number;
        return value_is_int(&value, &number) ? wrap(&exec->unit->types.data[op->type], number) : value;
    }
    default: return state_get(state, op_key(exec, index));
    }
}

struct value exec_value(struct exec *exec, const struct state *state, uint32_t op)
{
    return value_at(exec, state, op, 0);
}

/* ---- places ------------------------------------------------------------------------------------ */

/* The byte offset of a place with constant indices; false if an index is not known. */
static bool exact_offset(struct exec *exec, const struct state *state, const struct ir_place *place,
                         uint32_t *offset)
{
    *offset = 0;
    for (uint32_t i = 0; i < place->step_count; i++) {
        const struct ir_step *step = &exec->unit->steps.data[place->step + i];
        if (step->kind == IR_STEP_FIELD) {
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
    if ((place->flags & IR_PLACE_BITFIELD) || !exact_offset(exec, state, place, &offset)) {
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

/* Values that may be kept for a place that other contexts change: nobody else writes a saved state. */
static bool may_keep(const struct ir_place *place, const struct value *value)
{
    bool is_volatile = (place->flags & (IR_PLACE_VOLATILE | IR_PLACE_ATOMIC)) != 0;
    return !is_volatile || value->kind == VALUE_TOKEN || value->kind == VALUE_PARAM;
}

static uint32_t own_section(const struct mask *mask)
{
    for (int gate = 0; gate < GATES; gate++) {
        if (mask->by[gate] != FLOW_NONE) {
            return mask->by[gate];
        }
    }
    if (mask->section_high > 0) {
        return mask->section_by;
    }
    for (int i = 0; i < mask->hold_count; i++) {
        if (mask->holds[i].must && mask->holds[i].kind != HOLD_OPENED) {
            return mask->holds[i].by;
        }
    }
    return FLOW_NONE;
}

/* ---- accesses ------------------------------------------------------------------------------------ */

static bool is_local_place(struct exec *exec, const struct state *state, const struct ir_place *place)
{
    if (place->base == IR_BASE_SYM) {
        return program_sym_of(exec->program->program, exec->unit_index, place->root) == PROGRAM_NONE;
    }
    if (place->base == IR_BASE_STRING) {
        return true;
    }
    return exec_value(exec, state, place->root).kind == VALUE_LOCAL;
}

static void record_access(struct exec *exec, const struct state *state, enum event_kind kind, uint32_t index,
                          uint32_t op)
{
    const struct ir_place *place = &exec->unit->places.data[index];
    if (!exec->recorder || is_local_place(exec, state, place)) {
        return;
    }
    struct value pointer = value_any();
    if (place->base == IR_BASE_DEREF) {
        pointer = exec_value(exec, state, place->root);
    }
    uint8_t flags = (place->flags & IR_PLACE_ATOMIC) || (exec->unit->ops.data[op].flags & IR_OP_ATOMIC)
                        ? EVENT_ATOMIC
                        : 0;
    size_t before = exec->recorder->summary->events.count;
    effect_event(exec->recorder, kind, MODEL_PART_NONE, flags, op, &state->mask, &state->mask, &pointer);
    if (exec->recorder->summary->events.count > before) {
        exec->recorder->summary->events.data[before].place = index;
    }
}

/* SREG through its address in data space. */
static bool is_sreg(struct exec *exec, const struct state *state, const struct ir_place *place)
{
    int64_t address;
    if (exec->unit->target.arch != IR_ARCH_AVR || place->base != IR_BASE_DEREF || place->step_count) {
        return false;
    }
    struct value pointer = exec_value(exec, state, place->root);
    return value_is_int(&pointer, &address) && address == SREG_ADDRESS;
}

static void exec_load(struct exec *exec, struct state *state, uint32_t index, const struct ir_op *op)
{
    const struct ir_place *place = &exec->unit->places.data[op->a];
    if (is_sreg(exec, state, place)) {
        struct value token = effect_token(state, GATE_GLOBAL, TOKEN_RAW | TOKEN_OPEN_NONZERO, index);
        effect_save(exec->recorder, state, GATE_GLOBAL, index, EVENT_WHOLE);
        state_set(exec->arena, state, op_key(exec, index), token);
        return;
    }
    record_access(exec, state, EVENT_READ, op->a, index);
    uint64_t cell = exec_cell(exec, state, op->a);
    struct value value = cell ? state_get(state, cell) : value_any();
    if (!may_keep(place, &value)) {
        value = value_any();
    }
    uint32_t kind = exec->unit->types.data[op->type].kind;
    if (value.kind == VALUE_ANY && cell && cell_kind_of(cell) != CELL_LOCAL && kind != IR_TYPE_POINTER) {
        value = (struct value){.kind = VALUE_CELL, .section = FLOW_NONE, .low = (int64_t)cell};
    } else if (value.kind == VALUE_ANY && kind == IR_TYPE_POINTER && place->base == IR_BASE_SYM &&
               own_section(&state->mask) != FLOW_NONE && !is_local_place(exec, state, place)) {
        value = (struct value){.kind = VALUE_POINTER,
                               .section = own_section(&state->mask),
                               .id = program_sym_of(exec->program->program, exec->unit_index, place->root)};
    }
    state_set(exec->arena, state, op_key(exec, index), value);
}

static bool may_alias(const struct variable *variable, void *context)
{
    (void)context;
    return cell_kind_of(variable->key) != CELL_LOCAL && cell_kind_of(variable->key) != CELL_OP &&
           variable->value.kind != VALUE_TOKEN && variable->value.kind != VALUE_PARAM;
}

static void record_escape(struct exec *exec, const struct state *state, uint32_t op,
                          const struct value *value)
{
    bool is_address = value->kind == VALUE_POINTER || value->kind == VALUE_GLOBAL;
    if (is_address && value->section != FLOW_NONE) {
        effect_event(exec->recorder, EVENT_ESCAPE, MODEL_PART_NONE, 0, op, &state->mask, &state->mask, value);
    }
}

/* A saved state is overwritten while its section is open, and nothing else holds a copy. */
static void note_lost(struct state *state, uint64_t cell, const struct value *value)
{
    struct value old = state_get(state, cell);
    if (old.kind != VALUE_TOKEN || value->kind != VALUE_TOKEN || old.id == value->id) {
        return;
    }
    for (uint32_t i = 0; i < state->count; i++) {
        const struct variable *other = &state->variables[i];
        if (other->key != cell && cell_kind_of(other->key) != CELL_OP && other->value.kind == VALUE_TOKEN &&
            other->value.id == old.id) {
            return;
        }
    }
    for (int i = 0; i < state->mask.save_count; i++) {
        if (state->mask.saves[i] == old.id) {
            state->mask.lost_save = old.id;
        }
    }
}

static void exec_store(struct exec *exec, struct state *state, uint32_t index, const struct ir_op *op)
{
    const struct ir_place *place = &exec->unit->places.data[op->a];
    struct value value = exec_value(exec, state, op->b);
    if (is_sreg(exec, state, place)) {
        uint8_t symbol = exec_symbol(exec, &value);
        effect_restore(exec->recorder, state, GATE_GLOBAL, &value, symbol, index, EVENT_WHOLE);
        return;
    }
    record_access(exec, state, EVENT_WRITE, op->a, index);
    if (value.kind == VALUE_GLOBAL && value.section == FLOW_NONE) {
        value.section = own_section(&state->mask);
    }
    if (!is_local_place(exec, state, place)) {
        record_escape(exec, state, index, &value);
    }
    uint64_t cell = exec_cell(exec, state, op->a);
    if (!cell) {
        if (place->base == IR_BASE_DEREF) {
            state_forget(state, may_alias, NULL);
        }
        return;
    }
    note_lost(state, cell, &value);
    state_set(exec->arena, state, cell, may_keep(place, &value) ? value : value_any());
}

static void exec_rmw(struct exec *exec, struct state *state, uint32_t index, const struct ir_op *op)
{
    record_access(exec, state, EVENT_UPDATE, op->a, index);
    uint64_t cell = exec_cell(exec, state, op->a);
    struct value old = cell ? state_get(state, cell) : value_any();
    struct value operand = op->b == IR_NONE ? value_any() : exec_value(exec, state, op->b);
    struct value result = value_any();
    int64_t a;
    int64_t b;
    int64_t folded;
    if (value_is_int(&old, &a) && value_is_int(&operand, &b) &&
        fold((enum ir_operator)op->operator_, a, b, &folded)) {
        result = wrap(&exec->unit->types.data[op->type], folded);
    } else if (old.kind == VALUE_TOKEN && value_is_int(&operand, &b)) {
        result = token_operator(exec, old, (enum ir_operator)op->operator_, b);
    } else if (old.kind == VALUE_GLOBAL || old.kind == VALUE_POINTER) {
        result = old;
    }
    if (cell) {
        state_set(exec->arena, state, cell, result);
    }
    state_set(exec->arena, state, op_key(exec, index), op->flags & IR_OP_OLD ? old : result);
}

/* An address is pure, except that it remembers the section in which it was made. */
static void exec_address(struct exec *exec, struct state *state, uint32_t index, const struct ir_op *op)
{
    uint32_t section = own_section(&state->mask);
    if (section == FLOW_NONE) {
        return;
    }
    struct value value = address_value(exec, state, op, 0);
    if (value.kind == VALUE_GLOBAL) {
        value.section = section;
        state_set(exec->arena, state, op_key(exec, index), value);
    }
}

/* ---- asm --------------------------------------------------------------------------------------------- */

static uint8_t token_flags(const struct exec *exec, const struct asm_effect *effect)
{
    if (!effect->whole) {
        return 0;
    }
    uint32_t arch = exec->unit->target.arch;
    bool open_nonzero = arch == IR_ARCH_AVR || arch == IR_ARCH_RISCV;
    return TOKEN_RAW | (open_nonzero ? TOKEN_OPEN_NONZERO : 0);
}

static struct value asm_input(struct exec *exec, const struct state *state, const struct ir_asm *statement,
                              int operand)
{
    if (operand == ASM_OPERAND_RESULT) {
        return (struct value){.kind = VALUE_PARAM, .section = FLOW_NONE};
    }
    if (operand < 0) {
        return value_any();
    }
    const struct ir_asm_operand *entry =
        &exec->unit->asm_operands.data[statement->operand + (uint32_t)operand];
    return entry->value == IR_NONE ? value_any() : exec_value(exec, state, entry->value);
}

static void asm_output(struct exec *exec, struct state *state, const struct ir_asm *statement, int operand,
                       struct value value)
{
    if (operand == ASM_OPERAND_RESULT) {
        state_set(exec->arena, state, NAKED_RESULT, value);
    } else if (operand >= 0) {
        const struct ir_asm_operand *entry =
            &exec->unit->asm_operands.data[statement->operand + (uint32_t)operand];
        uint64_t cell = entry->place == IR_NONE ? 0 : exec_cell(exec, state, entry->place);
        if (cell) {
            note_lost(state, cell, &value);
            state_set(exec->arena, state, cell, value);
        }
    }
}

static void exec_asm(struct exec *exec, struct state *state, uint32_t index, const struct ir_op *op)
{
    const struct ir_asm *statement = &exec->unit->asms.data[op->a];
    struct asm_effect effects[ASM_EFFECTS_MAX];
    int count = asm_effects(exec->unit, statement, exec->naked, effects);
    for (uint32_t i = 0; i < statement->output_count; i++) {
        asm_output(exec, state, statement, (int)i, value_any());
        const struct ir_asm_operand *operand = &exec->unit->asm_operands.data[statement->operand + i];
        if (operand->place != IR_NONE) {
            record_access(exec, state, EVENT_WRITE, operand->place, index);
        }
    }
    for (int i = 0; i < count; i++) {
        const struct asm_effect *effect = &effects[i];
        uint8_t flags = effect->whole ? EVENT_WHOLE : 0;
        struct value input = value_any();
        switch (effect->action) {
        case ASM_MASK:
        case ASM_UNMASK:
            effect_mask(exec->recorder, state, effect->gate, effect->action == ASM_MASK, index, flags);
            break;
        case ASM_SAVE: {
            struct value token = effect_token(state, effect->gate, token_flags(exec, effect), index);
            effect_save(exec->recorder, state, effect->gate, index, flags);
            asm_output(exec, state, statement, effect->operand, token);
            break;
        }
        case ASM_RESTORE:
            input = asm_input(exec, state, statement, effect->operand);
            effect_restore(exec->recorder, state, effect->gate, &input, exec_symbol(exec, &input), index,
                           flags);
            break;
        case ASM_IN_ISR: asm_output(exec, state, statement, effect->operand, value_in_isr()); break;
        case ASM_RAISE:
            input = asm_input(exec, state, statement, effect->operand);
            effect_raise(exec->recorder, state, &input, exec_symbol(exec, &input), index);
            break;
        }
    }
}

/* ---- the whole ------------------------------------------------------------------------------------------
 */

uint8_t exec_symbol(struct exec *exec, const struct value *value)
{
    if (value->kind == VALUE_PARAM && value->id < PARAM_IN_ISR && !(value->flags & PARAM_NOT)) {
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

void exec_op(struct exec *exec, struct state_list *states, uint32_t index)
{
    const struct ir_op *op = &exec->unit->ops.data[index];
    if (op->kind == IR_CALL) {
        exec_call(exec, states, index);
        return;
    }
    for (int i = 0; i < states->count; i++) {
        switch (op->kind) {
        case IR_ADDR: exec_address(exec, &states->data[i], index, op); break;
        case IR_LOAD: exec_load(exec, &states->data[i], index, op); break;
        case IR_STORE: exec_store(exec, &states->data[i], index, op); break;
        case IR_RMW: exec_rmw(exec, &states->data[i], index, op); break;
        case IR_ASM: exec_asm(exec, &states->data[i], index, op); break;
        default: break; /* pure: evaluated where it is used */
        }
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

/* Narrows the variable that a load read, when it still holds what was read. */
static void narrow(struct exec *exec, struct state *state, uint32_t load, struct value value)
{
    const struct ir_op *op = &exec->unit->ops.data[load];
    while (op->kind == IR_CAST) {
        load = op->a;
        op = &exec->unit->ops.data[load];
    }
    if (op->kind == IR_CALL) {
        state_set(exec->arena, state, op_key(exec, load), value);
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

static bool refine_compare(struct exec *exec, struct state *state, const struct ir_op *op, bool taken)
{
    struct value right = exec_value(exec, state, op->b);
    int64_t constant;
    if (!value_is_int(&right, &constant)) {
        return true;
    }
    struct value left = exec_value(exec, state, op->a);
    enum ir_operator operator_ = (enum ir_operator)op->operator_;
    operator_ = taken ? operator_ : ir_operator_inverse(operator_);
    if (left.kind == VALUE_PARAM && constant == 0 && (operator_ == IR_EQ || operator_ == IR_NE)) {
        return exec_assume(state, &left, operator_ == IR_NE);
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
        narrow(exec, state, op->a, range);
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
    if (value.kind == VALUE_PARAM) {
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

/* ---- exits
 * --------------------------------------------------------------------------------------------------- */

static void collect_writes(const struct state *state, struct summary_exit *exit)
{
    for (uint32_t i = 0; i < state->count && exit->write_count < WRITES_MAX; i++) {
        const struct variable *variable = &state->variables[i];
        enum cell_kind kind = cell_kind_of(variable->key);
        uint8_t value = variable->value.kind;
        if ((kind == CELL_GLOBAL && value == VALUE_TOKEN) ||
            (kind == CELL_POINTEE && (value == VALUE_TOKEN || value == VALUE_INT || value == VALUE_PARAM))) {
            exit->writes[exit->write_count++] = (struct summary_write){variable->key, variable->value};
        }
    }
}

static bool same_writes(const struct summary_exit *a, const struct summary_exit *b)
{
    if (a->write_count != b->write_count) {
        return false;
    }
    for (int i = 0; i < a->write_count; i++) {
        if (a->writes[i].key != b->writes[i].key || !value_same(&a->writes[i].value, &b->writes[i].value)) {
            return false;
        }
    }
    return true;
}

static void add_exit(struct summary *summary, const struct summary_exit *exit)
{
    for (uint32_t i = 0; i < summary->exit_count; i++) {
        struct summary_exit *other = &summary->exits[i];
        bool full = summary->exit_count == EXITS_MAX && i + 1 == EXITS_MAX;
        if (full || (mask_same(&other->mask, &exit->mask) && same_writes(other, exit) &&
                     other->mask.zero_params == exit->mask.zero_params &&
                     other->mask.nonzero_params == exit->mask.nonzero_params)) {
            summary->truncated |= full;
            mask_join(&other->mask, &exit->mask);
            other->result = value_join(&other->result, &exit->result, false);
            other->write_count = same_writes(other, exit) ? other->write_count : 0;
            return;
        }
    }
    summary->exits[summary->exit_count++] = *exit;
}

void exec_return(struct exec *exec, struct state *state, const struct ir_block *block)
{
    struct value result = value_any();
    if (block->value != IR_NONE) {
        result = exec_value(exec, state, block->value);
    } else if (exec->naked) {
        result = state_get(state, NAKED_RESULT);
    }
    if (result.kind == VALUE_GLOBAL && result.section == FLOW_NONE) {
        result.section = own_section(&state->mask);
    }
    struct summary_exit exit = {.mask = state->mask, .result = result};
    exit.mask.save_count = 0;
    collect_writes(state, &exit);
    add_exit(exec->summary, &exit);
    effect_event(exec->recorder, EVENT_RETURN, MODEL_PART_NONE, 0, IR_NONE, &state->mask, &state->mask,
                 &result);
}
