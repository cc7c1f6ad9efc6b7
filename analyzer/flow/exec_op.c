#include "flow/exec_op.h"

#include "flow/asm_effect.h"
#include "flow/asm_kind.h"
#include "flow/exec_call.h"
#include "flow/exec_source.h"
#include "flow/exec_publish.h"
#include "flow/lock.h"

#include <string.h>

enum { SREG_ADDRESS = 0x5f /* AVR: I/O register 0x3f in data space */ };

#define ICSR_ADDRESS INT64_C(0xE000ED04) /* Armv7-M ARM B3.2.4 */

#define NAKED_RESULT cell_key(CELL_OP, FLOW_NONE, 0) /* r0 of a naked function */

/*
 * Values that may be kept for a place that other contexts change: nobody else writes a saved state, or
 * knows the address of a local.
 */
static bool may_keep(const struct ir_place *place, const struct value *value)
{
    bool is_volatile = (place->flags & (IR_PLACE_VOLATILE | IR_PLACE_ATOMIC)) != 0;
    return !is_volatile || value->kind == VALUE_TOKEN || value->kind == VALUE_PARAM ||
           value->kind == VALUE_LOCAL;
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
        if (mask->holds[i].must && (mask->holds[i].kind == HOLD_LINE || mask->holds[i].kind == HOLD_LOCK)) {
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

/* Does the place lie at that fixed address? */
static bool is_register(struct exec *exec, const struct state *state, const struct ir_place *place,
                        int64_t wanted)
{
    int64_t address;
    if (place->base != IR_BASE_DEREF) {
        return false;
    }
    struct value pointer = exec_value(exec, state, place->root);
    return value_is_int(&pointer, &address) && address + points_offset(exec->unit, place) == wanted;
}

/* SREG through its address in data space. */
static bool is_sreg(struct exec *exec, const struct state *state, const struct ir_place *place)
{
    return exec->unit->target.arch == IR_ARCH_AVR && is_register(exec, state, place, SREG_ADDRESS);
}

static void exec_load(struct exec *exec, struct state *state, uint32_t index, const struct ir_op *op)
{
    const struct ir_place *place = &exec->unit->places.data[op->a];
    if (is_sreg(exec, state, place)) {
        struct value token = effect_token(state, GATE_GLOBAL, TOKEN_RAW | TOKEN_OPEN_NONZERO, index);
        effect_save(exec->recorder, state, GATE_GLOBAL, index, EVENT_WHOLE);
        state_set(exec->arena, state, exec_op_key(exec, index), token);
        return;
    }
    record_access(exec, state, EVENT_READ, op->a, index);
    if (is_register(exec, state, place, ICSR_ADDRESS) && exec->unit->target.arch == IR_ARCH_ARM_M) {
        struct value active = value_in_isr();
        active.flags = PARAM_RAW;
        state_set(exec->arena, state, exec_op_key(exec, index), active);
        return;
    }
    uint64_t cell = exec_cell(exec, state, op->a);
    struct value value = cell ? state_get(state, cell) : value_any();
    if (!may_keep(place, &value)) {
        value = value_any();
    }
    uint32_t kind = exec->unit->types.data[op->type].kind;
    int64_t constant;
    if (value.kind == VALUE_ANY && cell && cell_kind_of(cell) == CELL_GLOBAL && kind == IR_TYPE_INT &&
        constants_get(exec->program->constants, cell_id(cell), cell_offset(cell), &constant)) {
        value = value_int(constant);
    } else if (value.kind == VALUE_ANY && cell && cell_kind_of(cell) != CELL_LOCAL &&
               kind != IR_TYPE_POINTER) {
        value = (struct value){.kind = VALUE_CELL, .section = FLOW_NONE, .low = (int64_t)cell};
    } else if (value.kind == VALUE_ANY && kind == IR_TYPE_POINTER && place->base == IR_BASE_SYM &&
               own_section(&state->mask) != FLOW_NONE && !is_local_place(exec, state, place)) {
        value = (struct value){.kind = VALUE_POINTER,
                               .section = own_section(&state->mask),
                               .id = program_sym_of(exec->program->program, exec->unit_index, place->root)};
    }
    state_set(exec->arena, state, exec_op_key(exec, index), value);
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
    if ((is_address && value->section != FLOW_NONE) || value->kind == VALUE_PROOF) {
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

/* A pointer variable is written: locks that were named after it have lost their name. */
static void forget_locks(const struct exec *exec, struct state *state, const struct ir_place *place)
{
    if (state->mask.hold_count && place->base == IR_BASE_SYM) {
        uint32_t sym = program_sym_of(exec->program->program, exec->unit_index, place->root);
        bool is_global = sym != PROGRAM_NONE;
        lock_forget(&state->mask, is_global ? program_resolve(exec->program->program, sym) : place->root,
                    is_global);
    }
}

static void publish_register(struct exec *exec, const struct state *state, uint32_t index,
                             const struct ir_place *place, const struct value *value)
{
    int64_t address;
    if (place->base == IR_BASE_DEREF && (value->kind == VALUE_LOCAL || value->kind == VALUE_PARAM)) {
        struct value pointer = exec_value(exec, state, place->root);
        if (value_is_int(&pointer, &address)) {
            exec_publish_register(exec, state, index, address + points_offset(exec->unit, place), value);
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
        publish_register(exec, state, index, place, &value);
        if (value.kind == VALUE_TOKEN && !is_local_place(exec, state, place)) {
            effect_event(exec->recorder, EVENT_KEEP, effect_part((enum gate)value.gate), 0, index,
                         &state->mask, &state->mask, &value);
        }
        if (place->base == IR_BASE_DEREF) {
            state_forget(state, may_alias, NULL);
        }
        return;
    }
    if (value.kind == VALUE_LOCAL) {
        value.section = cell_kind_of(cell) == CELL_GLOBAL ? index : FLOW_NONE;
    }
    if (cell_kind_of(cell) == CELL_GLOBAL) {
        exec_publish_store(exec, state, index, cell, &value);
    }
    note_lost(state, cell, &value);
    forget_locks(exec, state, place);
    state_set(exec->arena, state, cell, may_keep(place, &value) ? value : value_any());
}

static void exec_rmw(struct exec *exec, struct state *state, uint32_t index, const struct ir_op *op)
{
    record_access(exec, state, EVENT_UPDATE, op->a, index);
    uint64_t cell = exec_cell(exec, state, op->a);
    struct value old = cell ? state_get(state, cell) : value_any();
    struct value operand = op->b == IR_NONE ? value_any() : exec_value(exec, state, op->b);
    struct value result = exec_operator(exec, op->type, (enum ir_operator)op->operator_, old, operand);
    if (cell) {
        state_set(exec->arena, state, cell, result);
    }
    state_set(exec->arena, state, exec_op_key(exec, index), op->flags & IR_OP_OLD ? old : result);
}

/* An address is pure, except that it remembers the section in which it was made. */
static void exec_address(struct exec *exec, struct state *state, uint32_t index, const struct ir_op *op)
{
    uint32_t section = own_section(&state->mask);
    if (section == FLOW_NONE) {
        return;
    }
    struct value value = exec_address_value(exec, state, op);
    if (value.kind == VALUE_GLOBAL) {
        value.section = section;
        state_set(exec->arena, state, exec_op_key(exec, index), value);
    }
}

/* ---- asm --------------------------------------------------------------------------------------------- */

static uint8_t token_flags(const struct asm_effect *effect)
{
    if (!effect->whole) {
        return 0;
    }
    return TOKEN_RAW | (effect->bit_opens ? TOKEN_OPEN_NONZERO : 0);
}

static struct value asm_operand(struct exec *exec, const struct state *state, const struct ir_asm *statement,
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

/* `own`: what the template itself saved last, by gate. */
static struct value asm_input(struct exec *exec, const struct state *state, const struct ir_asm *statement,
                              const struct asm_effect *effect, const struct value own[GATES])
{
    return effect->is_constant    ? value_int(effect->constant)
           : effect->restores_own ? own[effect->gate]
                                  : asm_operand(exec, state, statement, effect->operand);
}

/* A constant written to a whole status register, or its bits set: open or masked by one bit. */
static bool constant_decides(const struct asm_effect *effect, const struct value *input, bool *masked)
{
    int64_t constant;
    if (!effect->whole || !effect->bit || !value_is_int(input, &constant)) {
        return false;
    }
    bool is_set = (constant & (int64_t)effect->bit) != 0;
    *masked = is_set != effect->bit_opens;
    return !effect->sets_bits || is_set;
}

static void asm_restore(struct exec *exec, struct state *state, const struct ir_asm *statement,
                        const struct asm_effect *effect, const struct value own[GATES], uint32_t index)
{
    uint8_t flags = effect->whole ? EVENT_WHOLE : 0;
    struct value input = asm_input(exec, state, statement, effect, own);
    bool masked;
    int64_t constant;
    if (constant_decides(effect, &input, &masked)) {
        effect_mask(exec->recorder, state, effect->gate, masked, index, flags);
    } else if (!effect->sets_bits || !value_is_int(&input, &constant)) {
        effect_restore(exec->recorder, state, effect->gate, &input, exec_symbol(exec, &input), index, flags);
    }
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

/* What else the statement does, after its mask operations: those that start a task open interrupts first. */
static void record_kind(struct exec *exec, struct state *state, const struct ir_asm *statement,
                        uint32_t index)
{
    if (asm_traps(exec->unit, statement)) {
        effect_event(exec->recorder, EVENT_TRAP, MODEL_PART_NONE, 0, index, &state->mask, &state->mask, NULL);
        state->mask.asked = true;
        state->mask.privilege = PRIVILEGE_KEPT; /* the supervisor may have changed it */
    } else if (asm_tries_lock(exec->unit, statement)) {
        effect_event(exec->recorder, EVENT_TRY, MODEL_PART_NONE, 0, index, &state->mask, &state->mask, NULL);
    }
}

static void write_control(struct exec *exec, struct state *state, const struct ir_asm *statement,
                          const struct asm_effect *effect)
{
    const struct ir_asm_operand *operands = &exec->unit->asm_operands.data[statement->operand];
    if (effect->is_constant) {
        state->mask.privilege = effect->constant & 1 ? PRIVILEGE_DROPPED : PRIVILEGE_GAINED;
    } else if (effect->operand >= 0 && operands[effect->operand].value != IR_NONE) {
        exec_write_control(exec, state, operands[effect->operand].value);
    } else {
        state->mask.privilege = PRIVILEGE_KEPT;
    }
}

static void exec_asm(struct exec *exec, struct state *state, uint32_t index, const struct ir_op *op)
{
    const struct ir_asm *statement = &exec->unit->asms.data[op->a];
    struct asm_effect effects[ASM_EFFECTS_MAX];
    struct value own[GATES] = {value_any(), value_any(), value_any()};
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
            struct value token = effect_token(state, effect->gate, token_flags(effect), index);
            effect_save(exec->recorder, state, effect->gate, index, flags);
            asm_output(exec, state, statement, effect->operand, token);
            own[effect->gate] = token;
            break;
        }
        case ASM_RESTORE: asm_restore(exec, state, statement, effect, own, index); break;
        case ASM_IN_ISR: asm_output(exec, state, statement, effect->operand, value_in_isr()); break;
        case ASM_CONTROL: write_control(exec, state, statement, effect); break;
        case ASM_RAISE:
            input = asm_input(exec, state, statement, effect, own);
            effect_raise(exec->recorder, state, &input, exec_symbol(exec, &input), index);
            break;
        }
    }
    record_kind(exec, state, statement, index);
}

static const struct counted_op *counted_at(const struct exec *exec, uint32_t index)
{
    for (uint32_t i = 0; i < exec->summary->counted_count; i++) {
        if (exec->summary->counted[i].op == index) {
            return &exec->summary->counted[i];
        }
    }
    return NULL;
}

void exec_op(struct exec *exec, struct state_list *states, uint32_t index)
{
    const struct ir_op *op = &exec->unit->ops.data[index];
    const struct counted_op *counted = counted_at(exec, index);
    if (counted && counted->role == COUNTED_OPEN) {
        return; /* the exit before it did so, where it was the last */
    }
    if (op->kind == IR_CALL) {
        exec_call(exec, states, index);
        return;
    }
    for (int i = 0; i < states->count; i++) {
        switch (op->kind) {
        case IR_ADDR: exec_address(exec, &states->data[i], index, op); break;
        case IR_LOAD: exec_load(exec, &states->data[i], index, op); break;
        case IR_STORE:
            exec_store(exec, &states->data[i], index, op);
            exec_source_write(exec, &states->data[i], op);
            break;
        case IR_RMW:
            exec_rmw(exec, &states->data[i], index, op);
            exec_source_write(exec, &states->data[i], op);
            if (counted) {
                effect_counted(exec->recorder, &states->data[i], (enum gate)counted->gate,
                               counted->role == COUNTED_ENTER ? 1 : -1, index, 0);
            }
            break;
        case IR_ASM: exec_asm(exec, &states->data[i], index, op); break;
        default: break; /* pure: evaluated where it is used */
        }
    }
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
    exec_publish_return(exec, state);
    collect_writes(state, &exit);
    add_exit(exec->summary, &exit);
    effect_event(exec->recorder, EVENT_RETURN, MODEL_PART_NONE, 0, IR_NONE, &state->mask, &state->mask,
                 &result);
}
