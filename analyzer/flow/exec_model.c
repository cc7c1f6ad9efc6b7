#include "flow/exec_model.h"

#include "flow/lock.h"

#include <string.h>

static int64_t symbolic_key(const char *text, uint64_t seed)
{
    return HOLD_KEY_SYMBOLIC | (int64_t)(hash_bytes(text, strlen(text), seed) >> 4);
}

/* The name that an argument is written as, where no header says its value; or NULL. */
static const char *unknown_name(const struct call *call, uint32_t index)
{
    const struct ir_unit *unit = call->exec->unit;
    if (index >= call->op->c) {
        return NULL;
    }
    const struct ir_op *op = &unit->ops.data[unit->operands.data[call->op->b + index]];
    while (op->kind == IR_CAST) {
        op = &unit->ops.data[op->a];
    }
    return op->kind == IR_CONST && (op->flags & IR_OP_DEGRADED) && op->c ? ir_text(unit, op->c) : NULL;
}

static int64_t line_key(const struct call *call, const struct state *state, const struct model_entry *entry)
{
    if (entry->line_arg == MODEL_ARG_NONE) { /* a line of its own: the model's row stands for it */
        return symbolic_key(entry->ecosystem, entry->line);
    }
    const char *name = unknown_name(call, (uint32_t)entry->line_arg);
    if (name) {
        return symbolic_key(name, 0); /* the same name, the same line */
    }
    struct value value = call_argument(call, state, (uint32_t)entry->line_arg);
    int64_t line;
    if (value.kind == VALUE_CELL) { /* the line that a variable names: the same variable, the same line */
        return HOLD_KEY_SYMBOLIC | (value.low & (HOLD_KEY_SYMBOLIC - 1));
    }
    if (!value_is_int(&value, &line)) {
        return HOLD_KEY_UNKNOWN;
    }
    return entry->has_all && line == entry->all_value ? HOLD_KEY_ALL : line;
}

static int64_t lock_key(const struct call *call, const struct state *state, const struct model_entry *entry)
{
    uint32_t index = (uint32_t)(entry->lock_arg < 0 ? 0 : entry->lock_arg);
    return index < call->op->c
               ? lock_key_of(call->exec, state, call->exec->unit->operands.data[call->op->b + index], 0)
               : HOLD_KEY_UNKNOWN;
}

/* Does a second lock by its owner come back? One that counts does, and one that only tries. */
static bool is_tried(const struct call *call, const struct model_entry *entry)
{
    size_t count = 0;
    const struct model_entry *rows = model_find(call->exec->program->model, entry->name, &count);
    bool waits = entry->taken == MODEL_TAKEN_ALWAYS;
    for (size_t i = 0; i < count; i++) {
        waits |= rows[i].role == MODEL_BLOCKS && rows[i].timeout_arg == MODEL_ARG_NONE;
    }
    return entry->role == MODEL_ENTER || entry->signal || !waits;
}

/* Is the answer handed to another function, as in `to_errno(lock())`? What comes out of that tells nothing
 * here. */
static bool answer_is_passed(const struct call *call)
{
    const struct ir_unit *unit = call->exec->unit;
    const struct ir_func *func = call->exec->func;
    const struct ir_block *last = &unit->blocks.data[func->block + func->block_count - 1];
    for (uint32_t i = call->op_index + 1; i < last->op + last->op_count; i++) {
        const struct ir_op *op = &unit->ops.data[i];
        for (uint32_t j = 0; op->kind == IR_CALL && j < op->c; j++) {
            uint32_t value = unit->operands.data[op->b + j];
            while (unit->ops.data[value].kind == IR_CAST) {
                value = unit->ops.data[value].a;
            }
            if (value == call->op_index) {
                return true;
            }
        }
    }
    return false;
}

static void apply_lock(const struct call *call, struct state *state, const struct model_entry *entry,
                       enum hold_kind kind, bool taken)
{
    int64_t key = lock_key(call, state, entry);
    const struct mask *mask = &state->mask;
    bool known = mask_find(mask, kind, key) || mask_find(mask, HOLD_GIVEN, key);
    if (!taken && !known && (key == HOLD_KEY_UNKNOWN || lock_may_alias(key))) {
        lock_release_unknown(&state->mask, kind);
    }
    uint8_t tried = taken && is_tried(call, entry) ? EVENT_TRIED : 0;
    effect_hold(call->exec->recorder, state, kind, key, taken, call->op_index, EVENT_BY_CALL | tried);
    bool may_fail = taken && entry->taken != MODEL_TAKEN_ALWAYS && answer_is_passed(call);
    for (int i = 0; i < state->mask.hold_count && may_fail; i++) {
        if (state->mask.holds[i].kind == kind && state->mask.holds[i].key == key) {
            state->mask.holds[i].must = false;
        }
    }
}

uint64_t call_named(const struct call *call, const struct state *state, uint32_t index)
{
    const struct ir_unit *unit = call->exec->unit;
    if ((call->op->flags & IR_OP_INDIRECT) || !(unit->syms.data[call->op->a].flags & IR_SYM_IMPLICIT) ||
        index >= call->op->c) {
        return 0;
    }
    const struct ir_op *op = &unit->ops.data[unit->operands.data[call->op->b + index]];
    while (op->kind == IR_CAST) {
        op = &unit->ops.data[op->a];
    }
    return op->kind == IR_LOAD ? exec_cell(call->exec, state, op->a) : 0;
}

static uint8_t model_token_flags(const struct model_entry *entry)
{
    return entry->masked_zero ? TOKEN_OPEN_NONZERO : entry->masked_nonzero ? 0 : TOKEN_RAW;
}

static void save_state(const struct call *call, struct state *state, const struct model_entry *entry,
                       enum gate gate)
{
    struct value token = effect_token(state, gate, model_token_flags(entry), call->op_index);
    effect_save(call->exec->recorder, state, gate, call->op_index, EVENT_BY_CALL);
    if (entry->state == MODEL_ARG_RETURN) {
        state_set(call->exec->arena, state, call->result, token);
    } else if (entry->state >= 0 && entry->state_by_address) {
        struct value pointer = call_argument(call, state, (uint32_t)entry->state);
        uint64_t named = call_named(call, state, (uint32_t)entry->state);
        if (named) {
            state_set(call->exec->arena, state, named, token);
        } else {
            exec_store_through(call->exec, state, &pointer, 0, token);
        }
    }
}

static void restore_state(const struct call *call, struct state *state, const struct model_entry *entry,
                          enum gate gate, int arg)
{
    struct value value = call_argument(call, state, (uint32_t)(arg < 0 ? 0 : arg));
    if (entry->role == MODEL_RESTORE && entry->state_by_address) {
        uint64_t cell = value.kind == VALUE_LOCAL    ? cell_key(CELL_LOCAL, value.id, (uint32_t)value.low)
                        : value.kind == VALUE_GLOBAL ? cell_key(CELL_GLOBAL, value.id, (uint32_t)value.low)
                        : value.kind == VALUE_PARAM  ? cell_key(CELL_POINTEE, value.id, 0)
                                                     : 0;
        value = cell ? state_get(state, cell) : value_any();
        if (cell && value.kind == VALUE_ANY && cell_kind_of(cell) != CELL_LOCAL) {
            value = (struct value){.kind = VALUE_CELL, .section = FLOW_NONE, .low = (int64_t)cell};
        }
    }
    int64_t constant;
    if (entry->part == MODEL_PART_SECTION && !state->mask.save_count && value_is_int(&value, &constant)) {
        value = value_any(); /* a pair that keeps the state itself and asks for a dummy */
    }
    uint8_t symbol = exec_symbol(call->exec, &value);
    effect_restore(call->exec->recorder, state, gate, &value, symbol, call->op_index, EVENT_BY_CALL);
    if (entry->role == MODEL_RESTORE && entry->lock_arg != MODEL_ARG_NONE) {
        apply_lock(call, state, entry, HOLD_SPIN, false);
    }
}

/* A section of an RTOS whose mechanism the model leaves to the port masks by a ceiling on
 * Armv7-M, and globally elsewhere. */
static enum gate section_gate(const struct call *call, const struct model_entry *entry)
{
    if (entry->part != MODEL_PART_SECTION) {
        return effect_gate(entry->part);
    }
    if (entry->section_part != MODEL_PART_NONE) {
        return effect_gate(entry->section_part);
    }
    const char *triple = ir_text(call->exec->unit, call->exec->unit->target.triple);
    bool has_ceiling = strstr(triple, "v7m") || strstr(triple, "v7em") || strstr(triple, "m.main");
    return has_ceiling ? GATE_CEILING : GATE_GLOBAL;
}

static void apply_counted(const struct call *call, struct state *state, const struct model_entry *entry,
                          bool enter)
{
    struct recorder *recorder = call->exec->recorder;
    if (entry->part == MODEL_PART_LOCK) {
        apply_lock(call, state, entry, HOLD_LOCK, enter);
    } else if (entry->part == MODEL_PART_LINE) {
        effect_hold(recorder, state, HOLD_LINE, line_key(call, state, entry), enter, call->op_index,
                    EVENT_BY_CALL);
    } else {
        enum model_part part = entry->part == MODEL_PART_SCHED ? MODEL_PART_SCHED : MODEL_PART_SECTION;
        effect_count(recorder, state, part, enter ? 1 : -1, call->op_index, EVENT_BY_CALL);
    }
}

static void apply_mask(const struct call *call, struct state *state, const struct model_entry *entry,
                       bool masked)
{
    if (entry->part == MODEL_PART_LINE || entry->part == MODEL_PART_LOCK || entry->part == MODEL_PART_SCHED) {
        apply_counted(call, state, entry, masked);
        return;
    }
    enum gate gate = section_gate(call, entry);
    int64_t nowhere;
    struct value to = entry->state >= 0 ? call_argument(call, state, (uint32_t)entry->state) : value_any();
    bool keeps = entry->state != MODEL_ARG_NONE && !(entry->state_by_address && value_is_int(&to, &nowhere));
    if (masked && keeps) {
        save_state(call, state, entry, gate);
    }
    effect_mask(call->exec->recorder, state, gate, masked, call->op_index, EVENT_BY_CALL);
    if (entry->lock_arg != MODEL_ARG_NONE) {
        apply_lock(call, state, entry, HOLD_SPIN, masked);
    }
}

/* The access that a library function makes through a pointer argument. */
static void record_copy(const struct call *call, const struct state *state, enum event_kind kind,
                        uint32_t arg)
{
    struct value pointer = call_argument(call, state, arg);
    if (pointer.kind != VALUE_LOCAL && call->op->c > arg) {
        effect_event(call->exec->recorder, kind, MODEL_PART_NONE, 0, call->op_index, &state->mask,
                     &state->mask, &pointer);
    }
}

/* Returns false when the call does not return. */
static bool apply_entry(const struct call *call, struct state *state, const struct model_entry *entry)
{
    struct value value;
    enum truth truth;
    switch (entry->role) {
    case MODEL_SAVE:
        if (entry->part != MODEL_PART_LINE) { /* a line: see fork_line */
            save_state(call, state, entry, section_gate(call, entry));
        }
        break;
    case MODEL_MASK: apply_mask(call, state, entry, true); break;
    case MODEL_UNMASK: apply_mask(call, state, entry, false); break;
    case MODEL_RESTORE: restore_state(call, state, entry, section_gate(call, entry), entry->state); break;
    case MODEL_SET: restore_state(call, state, entry, section_gate(call, entry), entry->value_arg); break;
    case MODEL_RAISE:
        value = call_argument(call, state, (uint32_t)(entry->value_arg < 0 ? 0 : entry->value_arg));
        effect_raise(call->exec->recorder, state, &value, exec_symbol(call->exec, &value), call->op_index);
        break;
    case MODEL_SWITCH:
        value = call_argument(call, state, (uint32_t)(entry->value_arg < 0 ? 0 : entry->value_arg));
        truth = value_truth(&value);
        if (truth != TRUTH_UNKNOWN) {
            apply_mask(call, state, entry, truth == TRUTH_FALSE);
        }
        break;
    case MODEL_ENTER: apply_counted(call, state, entry, true); break;
    case MODEL_EXIT: apply_counted(call, state, entry, false); break;
    case MODEL_COPY: record_copy(call, state, EVENT_READ, 1); /* fall through */
    case MODEL_FILL: record_copy(call, state, EVENT_WRITE, 0); break;
    case MODEL_IN_ISR: state_set(call->exec->arena, state, call->result, value_in_isr()); break;
    case MODEL_NORETURN: return false;
    default: break;
    }
    return true;
}

/*
 * xSemaphoreTake(mutex, ticks) is a macro, and what it calls also serves queues: that it is a lock, only its
 * name says. A model of the macro that spells the call counts where the call has the argument that it names.
 */
static const struct model_entry *macro_lock(const struct call *call, size_t *count)
{
    const struct ir_unit *unit = call->exec->unit;
    uint32_t macro = call->op->loc == IR_NONE ? 0 : unit->locs.data[call->op->loc].inner_macro;
    const struct model_entry *entries =
        macro ? model_find(call->exec->program->model, ir_text(unit, macro), count) : NULL;
    bool takes = entries && (entries->role == MODEL_MASK || entries->role == MODEL_UNMASK ||
                             entries->role == MODEL_ENTER || entries->role == MODEL_EXIT);
    bool is_lock = takes && entries->part == MODEL_PART_LOCK && entries->lock_arg >= 0 &&
                   (uint32_t)entries->lock_arg < call->op->c;
    return is_lock ? entries : NULL;
}

const struct model_entry *exec_model_find(const struct call *call, uint32_t sym, bool has_body, size_t *count)
{
    *count = 0;
    if (sym == PROGRAM_NONE) {
        return NULL;
    }
    const struct model_entry *lock = macro_lock(call, count);
    if (lock) {
        return lock;
    }
    const char *name = call->exec->program->program->syms.data[sym].name;
    const struct model_entry *entries = model_find(call->exec->program->model, name, count);
    if (!entries && strncmp(name, "__builtin_", 10) == 0) {
        entries = model_find(call->exec->program->model, name + 10, count);
    }
    /* A counter that decides about the mask, and the arithmetic on the controller's bit fields, are
     * too clever to follow in the body. No body says that it is a lock. */
    bool clever = entries && (entries->role == MODEL_ENTER || entries->role == MODEL_EXIT ||
                              entries->part == MODEL_PART_LINE || entries->role == MODEL_IN_ISR ||
                              (entries->role <= MODEL_EXIT && entries->lock_arg != MODEL_ARG_NONE));
    if (entries && has_body && !entries->trusted && !clever) {
        *count = 0;
        return NULL;
    }
    return entries;
}

/* A lock that is only tried, and whose answer is used: the path on which it was not taken. */
static void fork_tried(const struct call *call, struct state_list *states, int index, int room,
                       const struct model_entry *entry)
{
    bool used = !(call->op->flags & IR_OP_DISCARDED);
    bool takes = entry->role == MODEL_MASK || entry->role == MODEL_ENTER;
    if (!takes || entry->taken == MODEL_TAKEN_ALWAYS || !used || states->count >= room ||
        answer_is_passed(call)) {
        return;
    }
    struct value nonzero = {.kind = VALUE_NONZERO, .section = FLOW_NONE};
    bool taken_nonzero = entry->taken == MODEL_TAKEN_NONZERO;
    struct state *failed = &states->data[states->count++];
    *failed = state_copy(call->exec->arena, &states->data[index]);
    state_set(call->exec->arena, failed, call->result, taken_nonzero ? value_int(0) : nonzero);
    state_set(call->exec->arena, &states->data[index], call->result, value_int(taken_nonzero));
}

/* A question whether a line is enabled: the path on which it is not, and stays its owner's. */
static void fork_line(const struct call *call, struct state_list *states, int index, int room,
                      const struct model_entry *entry)
{
    if (entry->role != MODEL_SAVE || entry->part != MODEL_PART_LINE || states->count >= room) {
        return;
    }
    int64_t line = line_key(call, &states->data[index], entry);
    if (line == HOLD_KEY_UNKNOWN || mask_find(&states->data[index].mask, HOLD_LINE, line)) {
        return; /* not known, or masked by this function: no news */
    }
    struct state *masked = &states->data[states->count++];
    *masked = state_copy(call->exec->arena, &states->data[index]);
    mask_hold(&masked->mask, HOLD_LINE, line, call->op_index);
    mask_inherit(&masked->mask, HOLD_LINE, line);
    struct mask *open = &states->data[index].mask;
    if (open->hold_count < HOLDS_MAX && !mask_find(open, HOLD_WAS_OPEN, line)) {
        open->holds[open->hold_count++] = (struct hold){.kind = HOLD_WAS_OPEN, .by = FLOW_NONE, .key = line};
    }
    state_set(call->exec->arena, masked, call->result, value_int(!entry->masked_zero));
    state_set(call->exec->arena, &states->data[index], call->result, value_int(entry->masked_zero));
}

void exec_model_call(const struct call *call, struct state_list *states, const struct model_entry *entries,
                     size_t count)
{
    const struct ir_unit *unit = call->exec->unit;
    bool returns_value = unit->types.data[call->op->type].kind != IR_TYPE_VOID;
    if (!(call->op->flags & IR_OP_INDIRECT) && (unit->syms.data[call->op->a].flags & IR_SYM_IMPLICIT)) {
        returns_value = !(call->op->flags & IR_OP_DISCARDED); /* its int is a guess: the use tells */
    }
    struct state_list after = {.count = 0};
    for (int i = 0; i < states->count; i++) {
        bool returns = true;
        after.data[after.count] = states->data[i];
        int at = after.count++;
        state_set(call->exec->arena, &after.data[at], call->result, value_any());
        for (size_t j = 0; j < count && returns; j++) {
            if (model_fits(&entries[j], (int)call->op->c, returns_value)) {
                int room = FORKS_MAX - (states->count - 1 - i);
                fork_tried(call, &after, at, room, &entries[j]);
                fork_line(call, &after, at, room, &entries[j]);
                returns = apply_entry(call, &after.data[at], &entries[j]);
            }
        }
        if (!returns) {
            call->exec->summary->stops = true;
            after.data[at] = after.data[--after.count];
        }
    }
    *states = after;
}
