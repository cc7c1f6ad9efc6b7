#include "flow/exec.h"

#include "flow/exec_branch.h"
#include "flow/exec_op.h"

#include <stdlib.h>
#include <string.h>

/* The states that arrive at a block, one a mask. */
struct block_states {
    struct state states[STATES_MAX];
    uint8_t count;
    uint16_t visits;
    bool queued;
};

struct run {
    struct exec exec;
    struct block_states *blocks;
    uint32_t *order;    /* reverse post-order: position → block */
    uint32_t *position; /* block → position */
    uint32_t reached;
    bool masks; /* the function has mask operations: paths are told apart by what they need of parameters */
};

/* ---- order -------------------------------------------------------------------------------- */

static void post_order(struct run *run)
{
    const struct ir_unit *unit = run->exec.unit;
    const struct ir_func *func = run->exec.func;
    uint32_t count = func->block_count;
    uint32_t *next = ARENA_ARRAY(run->exec.arena, uint32_t, count + 1);
    uint32_t *stack = ARENA_ARRAY(run->exec.arena, uint32_t, count + 1);
    bool *seen = ARENA_ARRAY(run->exec.arena, bool, count + 1);
    uint32_t *post = ARENA_ARRAY(run->exec.arena, uint32_t, count + 1);
    uint32_t depth = 0;
    uint32_t finished = 0;
    stack[depth++] = 0;
    seen[0] = true;
    while (depth) {
        uint32_t block = stack[depth - 1];
        const struct ir_block *entry = &unit->blocks.data[func->block + block];
        if (next[block] < entry->succ_count) {
            uint32_t to = unit->edges.data[entry->succ + next[block]++].block - func->block;
            if (!seen[to]) {
                seen[to] = true;
                stack[depth++] = to;
            }
        } else {
            post[finished++] = block;
            depth--;
        }
    }
    run->order = ARENA_ARRAY(run->exec.arena, uint32_t, count + 1);
    run->position = ARENA_ARRAY(run->exec.arena, uint32_t, count + 1);
    run->reached = finished;
    for (uint32_t i = 0; i < finished; i++) {
        run->order[i] = post[finished - 1 - i];
        run->position[run->order[i]] = i;
    }
}

/* ---- states at a block ------------------------------------------------------------------------ */

static void arrive(struct run *run, uint32_t block, const struct state *state)
{
    struct block_states *at = &run->blocks[block];
    bool widen = at->visits >= WIDEN_AFTER;
    bool apart = run->masks && at->count < STATES_MAX / 2 && !widen;
    for (int i = 0; i < at->count; i++) {
        const struct mask *other = &at->states[i].mask;
        bool same_path = other->zero_params == state->mask.zero_params &&
                         other->nonzero_params == state->mask.nonzero_params;
        if (mask_same(other, &state->mask) && (same_path || !apart)) {
            at->queued |= state_join(&at->states[i], state, widen);
            return;
        }
    }
    if (at->count < STATES_MAX && at->visits < VISITS_MAX) {
        at->states[at->count++] = state_copy(run->exec.arena, state);
        at->queued = true;
        return;
    }
    run->exec.summary->truncated = true;
    at->queued |= state_join(&at->states[at->count - 1], state, true);
}

static void leave(struct run *run, const struct ir_block *block, struct state *state)
{
    const struct ir_unit *unit = run->exec.unit;
    uint32_t first = run->exec.func->block;
    if (block->term == IR_TERM_BRANCH) {
        for (int taken = 1; taken >= 0; taken--) {
            struct state copy = state_copy(run->exec.arena, state);
            if (exec_refine(&run->exec, &copy, block->value, taken)) {
                arrive(run, unit->edges.data[block->succ + (taken ? 0 : 1)].block - first, &copy);
            }
        }
        return;
    }
    for (uint32_t i = 0; i < block->succ_count; i++) {
        const struct ir_edge *edge = &unit->edges.data[block->succ + i];
        if (block->term == IR_TERM_SWITCH && !exec_may_case(&run->exec, state, block, edge)) {
            continue;
        }
        arrive(run, edge->block - first, state);
    }
}

static void run_block(struct run *run, uint32_t index, struct recorder *recorder)
{
    const struct ir_unit *unit = run->exec.unit;
    const struct ir_block *block = &unit->blocks.data[run->exec.func->block + index];
    struct block_states *at = &run->blocks[index];
    run->exec.recorder = recorder;
    if (recorder) {
        recorder->block = run->exec.func->block + index;
    }
    for (int i = 0; i < at->count; i++) {
        struct state_list states = {.count = 1};
        states.data[0] = state_copy(run->exec.arena, &at->states[i]);
        for (uint32_t j = 0; j < block->op_count && states.count; j++) {
            exec_op(&run->exec, &states, block->op + j);
        }
        for (int j = 0; j < states.count; j++) {
            if (block->term == IR_TERM_RETURN) {
                if (recorder) {
                    exec_return(&run->exec, &states.data[j], block);
                }
            } else if (!recorder) {
                leave(run, block, &states.data[j]);
            }
        }
    }
}

/* ---- the whole ---------------------------------------------------------------------------------- */

enum { UNSET_MAX = 24 };

/* An integer, or a record around one: what states and proofs are kept in. */
static bool is_plain(const struct ir_unit *unit, uint32_t type)
{
    const struct ir_type *record = &unit->types.data[type];
    if (record->kind != IR_TYPE_RECORD || record->field_count != 1) {
        return record->kind == IR_TYPE_INT;
    }
    uint32_t field = unit->fields.data[record->field].type;
    return field != IR_NONE && unit->types.data[field].kind == IR_TYPE_INT;
}

/* Plain locals hold nothing yet. Locals follow the parameters among the unit's symbols. */
static void unset_locals(struct run *run, struct state *state)
{
    const struct ir_unit *unit = run->exec.unit;
    uint32_t index = unit->syms.data[run->exec.func->sym].function;
    unsigned set = 0;
    for (uint32_t i = run->exec.func->param; i < unit->syms.count && set < UNSET_MAX; i++) {
        const struct ir_sym *sym = &unit->syms.data[i];
        bool is_local = sym->kind == IR_SYM_LOCAL || sym->kind == IR_SYM_PARAM || sym->kind == IR_SYM_TEMP;
        if (is_local && sym->function != index) {
            break; /* the next function's */
        }
        if (sym->kind == IR_SYM_LOCAL && is_plain(unit, sym->type)) {
            struct value unset = {.kind = VALUE_UNSET, .section = FLOW_NONE};
            state_set(run->exec.arena, state, cell_key(CELL_LOCAL, i, 0), unset);
            set++;
        }
    }
}

static void entry_state(struct run *run, struct state *state)
{
    const struct ir_func *func = run->exec.func;
    state_init(state);
    unset_locals(run, state);
    for (uint32_t i = 0; i < func->param_count && i < PARAM_IN_ISR; i++) {
        struct value value = {.kind = VALUE_PARAM, .id = i, .section = FLOW_NONE};
        state_set(run->exec.arena, state, cell_key(CELL_LOCAL, func->param + i, 0), value);
    }
}

static bool has_mask_operations(const struct exec *exec)
{
    const struct exec_program *program = exec->program;
    const struct program_func *func = &program->program->funcs.data[exec->function];
    for (uint32_t i = 0; i < func->call_count; i++) {
        const struct program_call *call = &program->program->calls.data[func->call + i];
        size_t count = 0;
        const struct model_entry *entry =
            call->sym == PROGRAM_NONE
                ? NULL
                : model_find(program->model, program->program->syms.data[call->sym].name, &count);
        for (uint32_t j = 0; j < call->target_count; j++) {
            uint32_t target = program->program->call_targets.data[call->target + j];
            if (program->summaries[target].touches) {
                return true;
            }
        }
        if (entry && entry->role <= MODEL_EXIT) {
            return true;
        }
    }
    return false;
}

static void solve(struct run *run)
{
    struct state entry;
    entry_state(run, &entry);
    arrive(run, 0, &entry);
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 0; i < run->reached; i++) {
            uint32_t block = run->order[i];
            struct block_states *at = &run->blocks[block];
            if (at->queued) {
                at->queued = false;
                changed = true;
                if (at->visits < VISITS_MAX + STATES_MAX) {
                    at->visits++;
                    run_block(run, block, NULL);
                }
            }
        }
    }
}

static bool is_identity(const struct summary_exit *exit)
{
    struct mask identity;
    mask_init(&identity);
    return mask_same(&exit->mask, &identity) && !exit->write_count && !exit->mask.opaque &&
           !exit->mask.source_off && !exit->mask.source_on;
}

/* Nothing of this function's own is open at the exit, and nothing of its caller's was closed. */
static bool is_balanced(const struct summary_exit *exit)
{
    const struct mask *mask = &exit->mask;
    bool counts =
        mask->section_low == 0 && mask->section_high == 0 && mask->sched_low == 0 && mask->sched_high == 0;
    for (int gate = 0; gate < GATES; gate++) {
        counts &= mask->by[gate] == FLOW_NONE;
    }
    for (int i = 0; i < mask->hold_count; i++) {
        counts &= mask->holds[i].kind != HOLD_LINE && mask->holds[i].kind != HOLD_LOCK;
    }
    return counts;
}

/* A caller can tell this exit from the others: it gets the saved state, or another answer. */
static bool is_told(const struct summary *summary, const struct summary_exit *exit)
{
    bool told = exit->result.kind == VALUE_TOKEN;
    for (int i = 0; i < exit->write_count; i++) {
        told |= exit->writes[i].value.kind == VALUE_TOKEN;
    }
    bool differs = summary->answers && value_truth(&exit->result) == TRUTH_TRUE;
    for (uint32_t i = 0; i < summary->exit_count; i++) {
        differs &= &summary->exits[i] == exit || value_truth(&summary->exits[i].result) == TRUTH_FALSE;
    }
    return told || differs;
}

/*
 * A function that is balanced on one path and not on another has a bug of its own (CRIT102,
 * CRIT103). Its callers are judged as if it were mended: one cause, one finding.
 */
static void settle(struct summary *summary)
{
    uint32_t kept = 0;
    bool any_balanced = false;
    for (uint32_t i = 0; i < summary->exit_count; i++) {
        any_balanced |= is_balanced(&summary->exits[i]);
    }
    for (uint32_t i = 0; i < summary->exit_count; i++) {
        struct summary_exit exit = summary->exits[i];
        if (!any_balanced || is_balanced(&exit) || is_told(summary, &summary->exits[i])) {
            summary->exits[i] = summary->exits[kept];
            summary->exits[kept++] = exit;
        }
    }
    summary->caller_exits = kept;
}

static void finish(struct summary *summary)
{
    settle(summary);
    summary->done = true;
    summary->identity = true;
    for (uint32_t i = 0; i < summary->exit_count; i++) {
        summary->identity &= is_identity(&summary->exits[i]);
    }
}

static bool returns_bool(const struct exec *exec)
{
    uint32_t type = exec->unit->syms.data[exec->func->sym].type;
    uint32_t result = type == IR_NONE ? IR_NONE : exec->unit->types.data[type].element;
    return result != IR_NONE && (exec->unit->types.data[result].flags & IR_TYPE_BOOL);
}

/* Where the function itself may hold something, for those who measure how long. */
static void note_held(struct run *run)
{
    struct summary *summary = run->exec.summary;
    uint32_t count = run->exec.func->block_count;
    summary->held = NULL;
    for (uint32_t i = 0; i < run->reached; i++) {
        const struct block_states *at = &run->blocks[run->order[i]];
        uint8_t held = 0;
        for (int j = 0; j < at->count; j++) {
            held |= mask_held(&at->states[j].mask);
        }
        if (held && !summary->held) {
            summary->held = ARENA_ARRAY(run->exec.program->program->image, uint8_t, count);
        }
        if (held) {
            summary->held[run->order[i]] = held;
        }
    }
}

void exec_function(const struct exec_program *program, uint32_t func)
{
    struct arena arena = {0};
    struct summary *summary = &program->summaries[func];
    struct run run = {.exec = {.program = program,
                               .function = func,
                               .arena = &arena,
                               .summary = summary,
                               .unit_index = program->program->funcs.data[func].unit,
                               .unit = program_unit(program->program, func),
                               .func = program_ir(program->program, func)}};
    summary->answers = returns_bool(&run.exec);
    summary->exit_count = 0;
    summary->events.count = 0;
    summary->kept_count = 0;
    summary->stops = false;
    if (!run.exec.func->block_count) {
        finish(summary);
        return;
    }
    exec_prepare(&run.exec);
    run.blocks = ARENA_ARRAY(&arena, struct block_states, run.exec.func->block_count);
    run.masks = has_mask_operations(&run.exec);
    post_order(&run);
    solve(&run);
    note_held(&run);
    struct recorder recorder = {.summary = summary};
    for (uint32_t i = 0; i < run.reached; i++) {
        run_block(&run, run.order[i], &recorder);
    }
    finish(summary);
    arena_free(&arena);
}
