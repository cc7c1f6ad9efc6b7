#include "flow/exec_call.h"

#include "flow/annotation.h"
#include "flow/exec_publish.h"
#include "flow/lock.h"
#include "flow/proof.h"

#include <string.h>

/* ---- summaries ------------------------------------------------------------------------------------ */

/* The memory cell of a callee as its caller names it; 0 if it has no name here. */
static uint64_t caller_cell(const struct call *call, const struct state *state, uint64_t key)
{
    if (cell_kind_of(key) == CELL_GLOBAL) {
        return key;
    }
    struct value pointer = call_argument(call, state, cell_id(key));
    uint32_t offset = cell_offset(key);
    switch (pointer.kind) {
    case VALUE_LOCAL: return cell_key(CELL_LOCAL, pointer.id, (uint32_t)pointer.low + offset);
    case VALUE_GLOBAL: return cell_key(CELL_GLOBAL, pointer.id, (uint32_t)pointer.low + offset);
    case VALUE_PARAM: return cell_key(CELL_POINTEE, pointer.id, offset);
    default: return 0;
    }
}

/* Does this path through the callee agree with what is known of the arguments? Refines the state by what it
 * needs. */
static bool meet_params(const struct call *call, struct state *state, const struct mask *path)
{
    for (uint32_t i = 0; i < 16; i++) {
        bool zero = (path->zero_params >> i) & 1;
        bool nonzero = (path->nonzero_params >> i) & 1;
        if (!zero && !nonzero) {
            continue;
        }
        struct value value = i == PARAM_IN_ISR ? value_in_isr() : call_argument(call, state, i);
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
        struct value passed =
            value.id == PARAM_IN_ISR ? value_in_isr() : call_argument(call, state, value.id);
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
        struct value value = call_argument(call, state, exit->ceiling_symbol - SYMBOL_PARAM);
        state->mask.ceiling_symbol = exec_symbol(call->exec, &value);
        constant = value_is_int(&value, &constant) ? constant & 0xff : 0;
    }
    state->mask.ceiling_low = state->mask.ceiling_high = (int16_t)constant;
}

/* Can the callee come to this end from here? It may have tested how the gate was. */
static bool gate_feasible(const struct state *state, const struct mask *exit, enum gate gate)
{
    bool followed = !exit->symbol[gate] && !(exit->opaque & (1 << gate)) && exit->gate[gate] != 0;
    return !followed || relation_compose(state->mask.gate[gate], exit->gate[gate]) != 0;
}

static bool opens_always(const struct mask *exit, enum gate gate)
{
    return exit->gate[gate] == RELATION_OPEN;
}

static bool leaves_alone(const struct mask *exit, enum gate gate)
{
    return exit->gate[gate] == RELATION_IDENTITY && !exit->symbol[gate] && !(exit->opaque & (1 << gate));
}

/*
 * The callee opens the gate on one path and leaves it alone on another, by a test that is not
 * followed (a bit of a parameter, a variable): nobody knows which one this call takes, and it is
 * taken for the right one.
 */
static bool opens_untold(const struct call *call, const struct state *state, const struct summary *callee,
                         const struct summary_exit *exit, enum gate gate)
{
    const struct mask *one = &exit->mask;
    if (state->mask.by[gate] == FLOW_NONE || !(opens_always(one, gate) || leaves_alone(one, gate))) {
        return false;
    }
    for (uint32_t i = 0; i < callee->caller_exits; i++) {
        const struct mask *other = &callee->exits[i].mask;
        bool differs = opens_always(one, gate) ? leaves_alone(other, gate) : opens_always(other, gate);
        bool by_param =
            (one->zero_params & other->nonzero_params) || (one->nonzero_params & other->zero_params);
        enum truth truth = value_truth(&exit->result);
        bool by_result = truth != TRUTH_UNKNOWN && value_truth(&callee->exits[i].result) != TRUTH_UNKNOWN &&
                         truth != value_truth(&callee->exits[i].result);
        struct state copy = state_copy(call->exec->arena, state);
        if (differs && !by_param && !by_result && meet_params(call, &copy, other)) {
            return true;
        }
    }
    return false;
}

/*
 * The callee changes the gate on one path, and asks the supervisor on another: unprivileged code
 * has no other way. It is taken to get what it asks for.
 */
static bool asks_for(const struct summary *callee, const struct summary_exit *exit, enum gate gate)
{
    bool changed = false;
    for (uint32_t i = 0; i < callee->caller_exits; i++) {
        const struct mask *other = &callee->exits[i].mask;
        changed |= !other->asked && !leaves_alone(other, gate);
    }
    return changed && exit->mask.asked && leaves_alone(&exit->mask, gate);
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

/* The saved state of the gate among the arguments: what a callee that is not followed is given to put back.
 */
static struct value given_state(const struct call *call, const struct state *state, enum gate gate)
{
    struct value found = value_any();
    for (uint32_t i = 0; i < call->op->c; i++) {
        struct value value = call_argument(call, state, i);
        if (value.kind == VALUE_TOKEN && value.gate == gate) {
            found = value;
        }
    }
    return found;
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
            value = call_argument(call, state, symbol - SYMBOL_PARAM);
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
    if ((exit->mask.opaque & (1 << gate)) || opens_untold(call, state, callee, exit, gate) ||
        asks_for(callee, exit, gate)) {
        struct value value = given_state(call, state, gate);
        flags |= value.kind == VALUE_TOKEN ? 0 : EVENT_UNTOLD;
        effect_restore(recorder, state, gate, &value, 0, call->op_index, flags);
        return;
    }
    relation exact = relation_compose(state->mask.gate[gate], effect);
    bool may_mask = (effect & RELATION_FROM_OPEN) == 2;
    bool opens = (effect & RELATION_FROM_MASKED) == 4 && !(effect & 2);
    if ((effect & RELATION_IDENTITY) == effect && effect != 0) {
        state->mask.gate[gate] = exact;
        if (effect == 8 && exit->mask.by[gate] != FLOW_NONE) { /* masked again what it found masked */
            state->mask.by[gate] = call->op_index;
        }
    } else if (opens) {
        effect_mask(recorder, state, gate, false, call->op_index, flags);
        state->mask.gate[gate] &= exact;
    } else if (may_mask && !(effect & 4)) {
        effect_mask(recorder, state, gate, true, call->op_index, flags);
        state->mask.gate[gate] &= exact;
        if (gate == GATE_CEILING) {
            take_ceiling(call, state, &exit->mask);
        }
    } else {
        state->mask.gate[gate] = exact;
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
}

/* A lock of the callee as it is named here; HOLD_KEY_UNKNOWN if it has no name here. */
static int64_t caller_lock(const struct call *call, const struct state *state, int64_t key)
{
    uint32_t param;
    uint32_t offset;
    if (lock_behind_param(key, &param, &offset)) {
        return param < call->op->c ? lock_key_of(call->exec, state,
                                                 call->exec->unit->operands.data[call->op->b + param], offset)
                                   : HOLD_KEY_UNKNOWN;
    }
    return lock_has_global_name(key) ? key : HOLD_KEY_UNKNOWN;
}

static void apply_holds(const struct call *call, struct state *state, const struct mask *entry,
                        const struct mask *exit)
{
    struct recorder *recorder = call->exec->recorder;
    struct state before = *state; /* names are those of the call, whatever is given back below */
    before.mask = *entry;
    for (int i = 0; i < exit->hold_count; i++) {
        const struct hold *hold = &exit->holds[i];
        if (hold->kind == HOLD_WAS_OPEN) {
            continue;
        }
        bool is_line = hold->kind == HOLD_LINE || hold->kind == HOLD_OPENED;
        int64_t key = is_line ? hold->key : caller_lock(call, &before, hold->key);
        if (hold->kind == HOLD_OPENED) {
            effect_hold(recorder, state, HOLD_LINE, key, false, call->op_index, EVENT_BY_CALL);
        } else if (hold->kind == HOLD_GIVEN) {
            enum hold_kind kind = mask_find(&state->mask, HOLD_SPIN, key) ? HOLD_SPIN : HOLD_LOCK;
            if (lock_may_alias(key) && !mask_find(&state->mask, kind, key)) {
                lock_release_unknown(&state->mask, HOLD_SPIN);
                lock_release_unknown(&state->mask, HOLD_LOCK);
            }
            effect_hold(recorder, state, kind, key, false, call->op_index, EVENT_BY_CALL);
        } else if (hold->must) {
            effect_hold(recorder, state, hold->kind, key, true, call->op_index,
                        EVENT_BY_CALL | EVENT_TRIED); /* what the callee takes is EVENT_TAKES */
            mask_inherit(&state->mask, hold->kind, key);
        }
    }
}

/* A callee that gives a lock back at one of its ends and not at another decides by something that is not
 * followed: from here on nobody knows. */
static void doubt_holds(const struct call *call, struct state *state, const struct summary *callee,
                        const struct summary_exit *taken)
{
    for (uint32_t i = 0; state->mask.hold_count && i < callee->caller_exits; i++) {
        const struct mask *other = &callee->exits[i].mask;
        struct state copy = state_copy(call->exec->arena, state);
        bool feasible = &callee->exits[i] != taken && meet_params(call, &copy, other);
        for (int j = 0; feasible && j < other->hold_count; j++) {
            int64_t key = other->holds[j].kind == HOLD_GIVEN ? caller_lock(call, state, other->holds[j].key)
                                                             : HOLD_KEY_UNKNOWN;
            for (int k = 0; key != HOLD_KEY_UNKNOWN && k < state->mask.hold_count; k++) {
                state->mask.holds[k].must &= state->mask.holds[k].key != key;
            }
        }
    }
}

/* The callee may have dropped the privilege of the thread, by its own constant or by an argument. */
static void apply_privilege(const struct call *call, struct state *state, const struct mask *exit)
{
    struct mask *mask = &state->mask;
    mask->asked |= exit->asked;
    uint32_t index = exit->control_symbol ? (uint32_t)exit->control_symbol - SYMBOL_PARAM : call->op->c;
    if (index < call->op->c) {
        exec_write_control(call->exec, state, call->exec->unit->operands.data[call->op->b + index]);
    } else if (exit->privilege != PRIVILEGE_KEPT || exit->asked) {
        mask->privilege = exit->privilege;
    }
}

static bool apply_exit(const struct call *call, struct state *state, const struct summary *callee,
                       const struct summary_exit *exit)
{
    struct mask entry = state->mask;
    if (!meet_params(call, state, &exit->mask)) {
        return false;
    }
    for (int gate = 0; gate < GATES; gate++) {
        if (!gate_feasible(state, &exit->mask, (enum gate)gate)) {
            return false;
        }
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
    apply_privilege(call, state, &exit->mask);
    apply_counts(call, state, &exit->mask);
    doubt_holds(call, state, callee, exit);
    apply_holds(call, state, &entry, &exit->mask);
    mask_sources_after(&state->mask, &exit->mask);
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
        struct value value = call_argument(call, state, i);
        if (value.kind == VALUE_LOCAL) {
            state_set(call->exec->arena, state, cell_key(CELL_LOCAL, value.id, (uint32_t)value.low),
                      value_any());
        }
    }
}

/* A callee that got a local's address, or a macro its name, may have written it: no summary says so. */
static void forget_unset(const struct call *call, struct state *state)
{
    for (uint32_t i = 0; i < call->op->c; i++) {
        struct value value = call_argument(call, state, i);
        uint64_t cell = cell_key(CELL_LOCAL, value.id, (uint32_t)value.low);
        if (value.kind == VALUE_LOCAL && state_get(state, cell).kind == VALUE_UNSET) {
            state_set(call->exec->arena, state, cell, value_any());
        }
        uint64_t named = call_named(call, state, i);
        uint8_t kind = named ? state_get(state, named).kind : VALUE_ANY;
        if (kind == VALUE_UNSET || kind == VALUE_INT) {
            state_set(call->exec->arena, state, named, value_any());
        }
    }
}

static void apply_count(const struct call *call, struct state *state, const struct summary *callee)
{
    effect_counted(call->exec->recorder, state, (enum gate)callee->count_gate, callee->count_step,
                   call->op_index, EVENT_BY_CALL);
    state_set(call->exec->arena, state, call->result, value_any());
}

static bool changes_mask(const struct summary *callee)
{
    return callee->done && (callee->count_step || !callee->identity);
}

/*
 * hal.irq_disable() of several boards: of the functions that a pointer may lead to, those that do
 * nothing to the mask are the dummies of boards that are not built. Else every pair of calls
 * would come apart.
 */
static bool is_dummy(const struct call *call, const uint32_t *targets, uint32_t count, uint32_t target)
{
    bool any = false;
    for (uint32_t i = 0; i < count; i++) {
        any |= changes_mask(&call->exec->program->summaries[targets[i]]);
    }
    return any && !changes_mask(&call->exec->program->summaries[target]);
}

static void call_summaries(const struct call *call, struct state_list *states, const uint32_t *targets,
                           uint32_t count)
{
    struct state_list after = {.count = 0};
    struct arena *arena = call->exec->arena;
    for (int i = 0; i < states->count; i++) {
        for (uint32_t t = 0; t < count; t++) {
            const struct summary *callee = &call->exec->program->summaries[targets[t]];
            if (callee->aborts || (count > 1 && is_dummy(call, targets, count, targets[t]))) {
                continue;
            }
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
    call->exec->summary->stops |= !after.count;
    *states = after;
}

/* The locks that the callee takes, named as they are here. Of a call through a pointer that may
 * lead to several functions nothing is said. */
static void record_takes(const struct call *call, const struct state_list *states, uint32_t target)
{
    const struct summary *callee = &call->exec->program->summaries[target];
    for (int i = 0; call->exec->recorder && i < states->count; i++) {
        for (uint8_t j = 0; callee->done && j < callee->take_count; j++) {
            struct state state = state_copy(call->exec->arena, &states->data[i]);
            struct value key = value_int(caller_lock(call, &state, callee->takes[j].key));
            key.id = target;
            key.gate = j;
            if (key.low != HOLD_KEY_UNKNOWN && meet_params(call, &state, &callee->takes[j].at)) {
                effect_event(call->exec->recorder, EVENT_TAKES, MODEL_PART_LOCK, EVENT_BY_CALL,
                             call->op_index, &states->data[i].mask, &states->data[i].mask, &key);
            }
        }
    }
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

/* What the callee returns is declared to prove that the section of its caller is held. */
static void give_proof(const struct call *call, struct state_list *states, uint32_t sym)
{
    bool proves = sym != PROGRAM_NONE && annotation_has(call->exec->program->program, sym, "proof");
    for (int i = 0; proves && i < states->count; i++) {
        struct value proof = proof_of(&states->data[i].mask);
        state_set(call->exec->arena, &states->data[i], call->result, proof);
    }
}

/* Proofs among the arguments whose sections have ended. */
static void check_proofs(const struct call *call, const struct state_list *states)
{
    for (int i = 0; call->exec->recorder && i < states->count; i++) {
        const struct mask *mask = &states->data[i].mask;
        for (uint32_t j = 0; j < call->op->c; j++) {
            struct value value = call_argument(call, &states->data[i], j);
            if (value.kind == VALUE_PROOF && proof_is_over(&value, mask)) {
                effect_event(call->exec->recorder, EVENT_PROOF, MODEL_PART_NONE, 0, call->op_index, mask,
                             mask, &value);
            }
        }
    }
}

void exec_call(struct exec *exec, struct state_list *states, uint32_t op)
{
    struct call call = {.exec = exec, .op_index = op, .op = &exec->unit->ops.data[op]};
    call.result = cell_key(CELL_OP, op - exec->first_op, 0);
    const struct program *program = exec->program->program;
    const struct program_call *site = calls_at(program, exec->function, op);
    uint32_t target_count = site ? site->target_count : 0;
    record_call(&call, states);
    check_proofs(&call, states);
    for (int i = 0; i < states->count; i++) {
        forget_unset(&call, &states->data[i]);
    }
    size_t entry_count;
    const struct model_entry *entries =
        exec_model_find(&call, site ? site->sym : PROGRAM_NONE, has_whole_body(program, site), &entry_count);
    if (entries) {
        exec_model_call(&call, states, entries, entry_count);
    } else if (target_count) {
        if (target_count == 1) {
            record_takes(&call, states, program->call_targets.data[site->target]);
        }
        call_summaries(&call, states, &program->call_targets.data[site->target], target_count);
        for (int i = 0; target_count == 1 && i < states->count; i++) {
            exec_publish_call(&call, &states->data[i],
                              &exec->program->summaries[program->call_targets.data[site->target]]);
        }
    } else {
        for (int i = 0; i < states->count; i++) {
            forget_passed(&call, &states->data[i]);
            state_set(exec->arena, &states->data[i], call.result, value_any());
        }
    }
    give_proof(&call, states, site ? site->sym : PROGRAM_NONE);
}
