#include "flow/exec_call.h"

#include <string.h>

/* One call being applied to the states of a path. */
struct call {
    struct exec *exec;
    uint32_t op_index;
    const struct ir_op *op;
    uint64_t result; /* key of the op's value */
};

static struct value argument(const struct call *call, const struct state *state, uint32_t index)
{
    if (index >= call->op->c) {
        return value_any();
    }
    return exec_value(call->exec, state, call->exec->unit->operands.data[call->op->b + index]);
}

/* ---- models ------------------------------------------------------------------------------------ */

static int64_t line_key(const struct call *call, const struct state *state, const struct model_entry *entry)
{
    if (entry->line_arg == MODEL_ARG_NONE) { /* a line of its own: the function's name stands for it */
        return HOLD_KEY_SYMBOLIC | (int64_t)(hash_bytes(entry->name, strlen(entry->name), 3) >> 4);
    }
    struct value value = argument(call, state, (uint32_t)entry->line_arg);
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
    struct value value = argument(call, state, (uint32_t)(entry->lock_arg < 0 ? 0 : entry->lock_arg));
    if (value.kind == VALUE_GLOBAL) {
        return (int64_t)value.id << 24 | (value.low & 0xffffff);
    }
    return HOLD_KEY_UNKNOWN;
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
        struct value pointer = argument(call, state, (uint32_t)entry->state);
        exec_store_through(call->exec, state, &pointer, 0, token);
    }
}

static void restore_state(const struct call *call, struct state *state, const struct model_entry *entry,
                          enum gate gate, int arg)
{
    struct value value = argument(call, state, (uint32_t)(arg < 0 ? 0 : arg));
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
    uint8_t symbol = exec_symbol(call->exec, &value);
    effect_restore(call->exec->recorder, state, gate, &value, symbol, call->op_index, EVENT_BY_CALL);
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
        effect_hold(recorder, state, HOLD_LOCK, lock_key(call, state, entry), enter, call->op_index,
                    EVENT_BY_CALL);
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
    if (masked && entry->state != MODEL_ARG_NONE) {
        save_state(call, state, entry, gate);
    }
    effect_mask(call->exec->recorder, state, gate, masked, call->op_index, EVENT_BY_CALL);
}

/* The access that a library function makes through a pointer argument. */
static void record_copy(const struct call *call, const struct state *state, enum event_kind kind,
                        uint32_t arg)
{
    struct value pointer = argument(call, state, arg);
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
    case MODEL_SAVE: save_state(call, state, entry, section_gate(call, entry)); break;
    case MODEL_MASK: apply_mask(call, state, entry, true); break;
    case MODEL_UNMASK: apply_mask(call, state, entry, false); break;
    case MODEL_RESTORE: restore_state(call, state, entry, section_gate(call, entry), entry->state); break;
    case MODEL_SET: restore_state(call, state, entry, section_gate(call, entry), entry->value_arg); break;
    case MODEL_RAISE:
        value = argument(call, state, (uint32_t)(entry->value_arg < 0 ? 0 : entry->value_arg));
        effect_raise(call->exec->recorder, state, &value, exec_symbol(call->exec, &value), call->op_index);
        break;
    case MODEL_SWITCH:
        value = argument(call, state, (uint32_t)(entry->value_arg < 0 ? 0 : entry->value_arg));
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

/* ---- summaries ------------------------------------------------------------------------------------ */

/* The memory cell of a callee as its caller names it; 0 if it has no name here. */
static uint64_t caller_cell(const struct call *call, const struct state *state, uint64_t key)
{
    if (cell_kind_of(key) == CELL_GLOBAL) {
        return key;
    }
    struct value pointer = argument(call, state, cell_id(key));
    uint32_t offset = cell_offset(key);
    switch (pointer.kind) {
    case VALUE_LOCAL: return cell_key(CELL_LOCAL, pointer.id, (uint32_t)pointer.low + offset);
    case VALUE_GLOBAL: return cell_key(CELL_GLOBAL, pointer.id, (uint32_t)pointer.low + offset);
    case VALUE_PARAM: return cell_key(CELL_POINTEE, pointer.id, offset);
    default: return 0;
    }
}

/* Does this exit agree with what is known of the arguments? Refines the state by what it needs. */
static bool meet_params(const struct call *call, struct state *state, const struct summary_exit *exit)
{
    for (uint32_t i = 0; i < 16; i++) {
        bool zero = (exit->mask.zero_params >> i) & 1;
        bool nonzero = (exit->mask.nonzero_params >> i) & 1;
        if (!zero && !nonzero) {
            continue;
        }
        struct value value = i == PARAM_IN_ISR ? value_in_isr() : argument(call, state, i);
        enum truth truth = value_truth(&value);
        if (truth != TRUTH_UNKNOWN) {
            if ((truth == TRUTH_TRUE) != nonzero) {
                return false;
            }
        } else if (value.kind == VALUE_TOKEN) {
            if (!effect_refine_token(state, &value, nonzero)) {
                return false;
            }
        } else if (value.kind == VALUE_PARAM && !exec_assume(state, &value, nonzero)) {
            return false;
        }
    }
    return true;
}

/* A callee's value as the caller sees it; `entry` is the caller's mask before the call. */
static struct value caller_value(const struct call *call, const struct state *state, const struct mask *entry,
                                 struct value value)
{
    switch (value.kind) {
    case VALUE_TOKEN:
        value.state = relation_compose(entry->gate[value.gate], value.state);
        value.id = call->op_index;
        return value;
    case VALUE_PARAM: {
        struct value passed = value.id == PARAM_IN_ISR ? value_in_isr() : argument(call, state, value.id);
        return value.flags & PARAM_NOT ? value_not(&passed) : passed;
    }
    case VALUE_INT:
    case VALUE_NONZERO:
    case VALUE_GLOBAL: value.section = FLOW_NONE; return value;
    default: return value_any();
    }
}

/* Does the callee save the state for its caller? One that answers yes or no and masks nothing only asks. */
static bool leaves_token(const struct summary_exit *exit, uint8_t gate)
{
    bool asks = (exit->result.flags & TOKEN_BOOLEAN) && exit->mask.gate[gate] == RELATION_IDENTITY;
    if (exit->result.kind == VALUE_TOKEN && exit->result.gate == gate && !asks) {
        return true;
    }
    for (int i = 0; i < exit->write_count; i++) {
        if (exit->writes[i].value.kind == VALUE_TOKEN && exit->writes[i].value.gate == gate) {
            return true;
        }
    }
    return false;
}

/* The ceiling that a callee raised to: its constant, or the argument that it used. */
static void take_ceiling(const struct call *call, struct state *state, const struct mask *exit)
{
    int64_t constant = exit->ceiling_high;
    state->mask.ceiling_symbol = 0;
    if (exit->ceiling_symbol) {
        struct value value = argument(call, state, exit->ceiling_symbol - SYMBOL_PARAM);
        state->mask.ceiling_symbol = exec_symbol(call->exec, &value);
        constant = value_is_int(&value, &constant) ? constant & 0xff : 0;
    }
    state->mask.ceiling_low = state->mask.ceiling_high = (int16_t)constant;
}

/* A constant for a whole status register: which of its bits masks is not known here. */
static bool writes_whole(const struct summary *callee, enum gate gate)
{
    for (size_t i = 0; i < callee->events.count; i++) {
        const struct event *event = &callee->events.data[i];
        if (event->kind == EVENT_RESTORE && (event->flags & EVENT_WHOLE) &&
            effect_gate((enum model_part)event->part) == gate) {
            return true;
        }
    }
    return false;
}

static void apply_gate(const struct call *call, struct state *state, const struct summary *callee,
                       const struct summary_exit *exit, enum gate gate)
{
    struct recorder *recorder = call->exec->recorder;
    relation effect = exit->mask.gate[gate];
    uint8_t symbol = exit->mask.symbol[gate];
    uint8_t flags = EVENT_BY_CALL | ((callee->pairs >> gate) & 1 ? EVENT_NESTED : 0);
    if (symbol) {
        struct value value = value_any();
        if (symbol < SYMBOL_CELL) {
            value = argument(call, state, symbol - SYMBOL_PARAM);
        } else {
            uint64_t cell = caller_cell(call, state, callee->cells[symbol - SYMBOL_CELL]);
            value = cell ? state_get(state, cell) : value_any();
            if (cell && value.kind == VALUE_ANY && cell_kind_of(cell) != CELL_LOCAL) {
                value = (struct value){.kind = VALUE_CELL, .section = FLOW_NONE, .low = (int64_t)cell};
            }
        }
        int64_t constant;
        if (value_is_int(&value, &constant) && writes_whole(callee, gate)) {
            value = value_any();
        }
        effect_restore(recorder, state, gate, &value, exec_symbol(call->exec, &value), call->op_index, flags);
        return;
    }
    if (exit->mask.opaque & (1 << gate)) {
        struct value unknown = value_any();
        effect_restore(recorder, state, gate, &unknown, 0, call->op_index, flags);
        return;
    }
    bool may_mask = (effect & RELATION_FROM_OPEN) == 2;
    bool opens = (effect & RELATION_FROM_MASKED) == 4 && !(effect & 2);
    if ((effect & RELATION_IDENTITY) == effect && effect != 0) {
        state->mask.gate[gate] = relation_compose(state->mask.gate[gate], effect);
    } else if (opens) {
        effect_mask(recorder, state, gate, false, call->op_index, flags);
    } else if (may_mask && !(effect & 4)) {
        effect_mask(recorder, state, gate, true, call->op_index, flags);
        if (gate == GATE_CEILING) {
            take_ceiling(call, state, &exit->mask);
        }
    } else {
        state->mask.gate[gate] = relation_compose(state->mask.gate[gate], effect);
        if (state->mask.gate[gate] & 2) {
            state->mask.by[gate] = call->op_index;
        }
    }
}

static void apply_counts(const struct call *call, struct state *state, const struct mask *exit)
{
    struct recorder *recorder = call->exec->recorder;
    struct {
        enum model_part part;
        int low, high;
    } counts[] = {
        {MODEL_PART_SECTION, exit->section_low, exit->section_high},
        {MODEL_PART_SCHED, exit->sched_low, exit->sched_high},
    };
    for (int i = 0; i < 2; i++) {
        if (counts[i].low == counts[i].high) {
            for (int n = counts[i].low; n != 0; n += n > 0 ? -1 : 1) {
                effect_count(recorder, state, counts[i].part, n > 0 ? 1 : -1, call->op_index, EVENT_BY_CALL);
            }
        } else if (i == 0) {
            state->mask.section_low = (int8_t)(state->mask.section_low + counts[i].low);
            state->mask.section_high = (int8_t)(state->mask.section_high + counts[i].high);
        } else {
            state->mask.sched_low = (int8_t)(state->mask.sched_low + counts[i].low);
            state->mask.sched_high = (int8_t)(state->mask.sched_high + counts[i].high);
        }
    }
    for (int i = 0; i < exit->hold_count; i++) {
        const struct hold *hold = &exit->holds[i];
        if (hold->kind == HOLD_OPENED) {
            effect_hold(recorder, state, HOLD_LINE, hold->key, false, call->op_index, EVENT_BY_CALL);
        } else if (hold->must) {
            effect_hold(recorder, state, hold->kind, hold->key, true, call->op_index, EVENT_BY_CALL);
            mask_inherit(&state->mask, hold->kind, hold->key);
        }
    }
}

static bool apply_exit(const struct call *call, struct state *state, const struct summary *callee,
                       const struct summary_exit *exit)
{
    struct mask entry = state->mask;
    if (!meet_params(call, state, exit)) {
        return false;
    }
    struct value result = caller_value(call, state, &entry, exit->result);
    struct value writes[WRITES_MAX];
    uint64_t cells[WRITES_MAX];
    for (int i = 0; i < exit->write_count; i++) {
        cells[i] = caller_cell(call, state, exit->writes[i].key);
        writes[i] = caller_value(call, state, &entry, exit->writes[i].value);
    }
    for (int gate = 0; gate < GATES; gate++) {
        if (leaves_token(exit, (uint8_t)gate)) {
            effect_save(call->exec->recorder, state, (enum gate)gate, call->op_index, EVENT_BY_CALL);
        }
        apply_gate(call, state, callee, exit, (enum gate)gate);
    }
    apply_counts(call, state, &exit->mask);
    for (int i = 0; i < exit->write_count; i++) {
        if (cells[i]) {
            state_set(call->exec->arena, state, cells[i], writes[i]);
        }
    }
    state_set(call->exec->arena, state, call->result, result);
    return true;
}

/* ---- the whole ---------------------------------------------------------------------------------------- */

/* Locals whose address the callee got may have changed. */
static void forget_passed(const struct call *call, struct state *state)
{
    for (uint32_t i = 0; i < call->op->c; i++) {
        struct value value = argument(call, state, i);
        if (value.kind == VALUE_LOCAL) {
            state_set(call->exec->arena, state, cell_key(CELL_LOCAL, value.id, (uint32_t)value.low),
                      value_any());
        }
    }
}

/* A callee that got a local's address may have written it, although its summary does not say so. */
static void forget_unset(const struct call *call, struct state *state)
{
    for (uint32_t i = 0; i < call->op->c; i++) {
        struct value value = argument(call, state, i);
        uint64_t cell = cell_key(CELL_LOCAL, value.id, (uint32_t)value.low);
        if (value.kind == VALUE_LOCAL && state_get(state, cell).kind == VALUE_UNSET) {
            state_set(call->exec->arena, state, cell, value_any());
        }
    }
}

static const struct model_entry *find_model(const struct call *call, uint32_t sym, bool has_body,
                                            size_t *count)
{
    *count = 0;
    if (sym == PROGRAM_NONE) {
        return NULL;
    }
    const char *name = call->exec->program->program->syms.data[sym].name;
    const struct model_entry *entries = model_find(call->exec->program->model, name, count);
    if (!entries && strncmp(name, "__builtin_", 10) == 0) {
        entries = model_find(call->exec->program->model, name + 10, count);
    }
    /* A counter that decides about the mask, and the arithmetic on the controller's bit fields, are
     * too clever to follow in the body. */
    bool clever = entries && (entries->role == MODEL_ENTER || entries->role == MODEL_EXIT ||
                              entries->part == MODEL_PART_LINE || entries->role == MODEL_IN_ISR);
    if (entries && has_body && !entries->trusted && !clever) {
        *count = 0;
        return NULL;
    }
    return entries;
}

static void call_model(const struct call *call, struct state_list *states, const struct model_entry *entries,
                       size_t count)
{
    const struct ir_unit *unit = call->exec->unit;
    bool returns_value = unit->types.data[call->op->type].kind != IR_TYPE_VOID;
    if (!(call->op->flags & IR_OP_INDIRECT) && (unit->syms.data[call->op->a].flags & IR_SYM_IMPLICIT)) {
        returns_value = !(call->op->flags & IR_OP_DISCARDED); /* its int is clang's guess: the use tells */
    }
    int kept = 0;
    for (int i = 0; i < states->count; i++) {
        bool returns = true;
        state_set(call->exec->arena, &states->data[i], call->result, value_any());
        for (size_t j = 0; j < count && returns; j++) {
            if (model_fits(&entries[j], (int)call->op->c, returns_value)) {
                returns = apply_entry(call, &states->data[i], &entries[j]);
            }
        }
        if (returns) {
            states->data[kept++] = states->data[i];
        }
    }
    states->count = kept;
}

/* The program's own counted section: the gate follows the count, and is nobody's bare mask. */
static void apply_count(const struct call *call, struct state *state, const struct summary *callee)
{
    enum gate gate = (enum gate)callee->count_gate;
    effect_count(call->exec->recorder, state, MODEL_PART_SECTION, callee->count_step, call->op_index,
                 EVENT_BY_CALL);
    state->mask.gate[gate] = state->mask.section_high > 0 ? RELATION_MASKED : RELATION_IDENTITY;
    state->mask.by[gate] = FLOW_NONE;
    state_set(call->exec->arena, state, call->result, value_any());
}

static void call_summaries(const struct call *call, struct state_list *states, const uint32_t *targets,
                           uint32_t count)
{
    struct state_list after = {.count = 0};
    struct arena *arena = call->exec->arena;
    for (int i = 0; i < states->count; i++) {
        for (uint32_t t = 0; t < count; t++) {
            const struct summary *callee = &call->exec->program->summaries[targets[t]];
            if (callee->count_step && after.count < FORKS_MAX) {
                struct state state = state_copy(arena, &states->data[i]);
                apply_count(call, &state, callee);
                after.data[after.count++] = state;
                continue;
            }
            if (!callee->done) { /* recursion: read as "does nothing" */
                if (after.count < FORKS_MAX) {
                    after.data[after.count++] = state_copy(arena, &states->data[i]);
                }
                continue;
            }
            for (uint32_t j = 0; j < callee->caller_exits; j++) {
                struct state state = state_copy(arena, &states->data[i]);
                if (!apply_exit(call, &state, callee, &callee->exits[j])) {
                    continue;
                }
                bool merged = false;
                for (int k = 0; k < after.count && !merged; k++) {
                    if (mask_same(&after.data[k].mask, &state.mask) && count > 1) {
                        state_join(&after.data[k], &state, false);
                        merged = true;
                    }
                }
                if (!merged && after.count < FORKS_MAX) {
                    after.data[after.count++] = state;
                } else if (!merged) {
                    call->exec->summary->truncated = true;
                }
            }
        }
    }
    *states = after;
}

static void record_call(const struct call *call, const struct state_list *states)
{
    for (int i = 0; i < states->count; i++) {
        const struct mask *mask = &states->data[i].mask;
        effect_event(call->exec->recorder, EVENT_CALL, MODEL_PART_NONE, 0, call->op_index, mask, mask, NULL);
    }
}

/* A body of which clang dropped statements is no evidence against a model. */
static bool has_whole_body(const struct program *program, const struct program_call *site)
{
    for (uint32_t i = 0; site && i < site->target_count; i++) {
        if (program_ir(program, program->call_targets.data[site->target + i])->flags & IR_FUNC_DEGRADED) {
            return false;
        }
    }
    return site && site->target_count;
}

void exec_call(struct exec *exec, struct state_list *states, uint32_t op)
{
    struct call call = {.exec = exec, .op_index = op, .op = &exec->unit->ops.data[op]};
    call.result = cell_key(CELL_OP, op - exec->first_op, 0);
    const struct program *program = exec->program->program;
    const struct program_call *site = calls_at(program, exec->function, op);
    uint32_t target_count = site ? site->target_count : 0;
    record_call(&call, states);
    for (int i = 0; i < states->count; i++) {
        forget_unset(&call, &states->data[i]);
    }
    size_t entry_count;
    const struct model_entry *entries =
        find_model(&call, site ? site->sym : PROGRAM_NONE, has_whole_body(program, site), &entry_count);
    if (entries) {
        call_model(&call, states, entries, entry_count);
    } else if (target_count) {
        call_summaries(&call, states, &program->call_targets.data[site->target], target_count);
    } else {
        for (int i = 0; i < states->count; i++) {
            forget_passed(&call, &states->data[i]);
            state_set(exec->arena, &states->data[i], call.result, value_any());
        }
    }
}
