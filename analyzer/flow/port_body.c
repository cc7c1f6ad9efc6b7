#include "flow/port_body.h"

#include "flow/asm_effect.h"

#include <string.h>
#include <strings.h>

enum { COUNT_DEPTH_MAX = 4 };

/* Instructions that order, wait or do nothing: no mask among them. */
static bool is_harmless(const char *text)
{
    static const char *const words[] = {"nop", "dsb", "isb",  "dmb",   "fence", "wfi",
                                        "wfe", "sev", "memw", "esync", "rsync", "isync"};
    while (*text == ' ' || *text == '\t' || *text == '\n' || *text == ';') {
        text++;
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        if (strncasecmp(text, words[i], strlen(words[i])) == 0) {
            return true;
        }
    }
    return !*text;
}

static bool call_is_known(const struct facts *facts, uint32_t func, uint32_t op)
{
    const struct program_call *call = calls_at(facts->program, func, op);
    if (!call) {
        return false;
    }
    size_t count = 0;
    const char *name = call->sym != PROGRAM_NONE ? facts->program->syms.data[call->sym].name : "";
    if (model_find(facts->model, name, &count)) {
        return true;
    }
    bool known = call->target_count > 0;
    for (uint32_t i = 0; i < call->target_count; i++) {
        const struct summary *callee = &facts->summaries[facts->program->call_targets.data[call->target + i]];
        known &= callee->done && !callee->truncated;
    }
    return known;
}

static bool is_memory(const struct ir_unit *unit, const struct ir_op *op)
{
    const struct ir_place *place = &unit->places.data[op->a];
    return place->base == IR_BASE_SYM && unit->syms.data[place->root].kind <= IR_SYM_STATIC_LOCAL;
}

/* Does the function keep a count of its own, here or in what it calls? */
static bool keeps_count(const struct facts *facts, uint32_t func, int depth);

static bool op_counts(const struct facts *facts, uint32_t func, uint32_t index, int depth)
{
    const struct ir_unit *unit = program_unit(facts->program, func);
    const struct ir_op *op = &unit->ops.data[index];
    if (op->kind == IR_STORE || op->kind == IR_RMW) {
        return is_memory(unit, op);
    }
    const struct program_call *call = op->kind == IR_CALL ? calls_at(facts->program, func, index) : NULL;
    for (uint32_t i = 0; call && i < call->target_count; i++) {
        if (keeps_count(facts, facts->program->call_targets.data[call->target + i], depth - 1)) {
            return true;
        }
    }
    return false;
}

static bool keeps_count(const struct facts *facts, uint32_t func, int depth)
{
    const struct ir_unit *unit = program_unit(facts->program, func);
    const struct ir_func *ir = program_ir(facts->program, func);
    bool counts = facts->summaries[func].count_step != 0;
    for (uint32_t i = 0; i < ir->block_count && !counts && depth > 0; i++) {
        const struct ir_block *block = &unit->blocks.data[ir->block + i];
        for (uint32_t j = 0; j < block->op_count && !counts; j++) {
            counts = op_counts(facts, func, block->op + j, depth);
        }
    }
    return counts;
}

static void read_op(const struct facts *facts, uint32_t func, uint32_t index, struct port_body *body)
{
    const struct ir_unit *unit = program_unit(facts->program, func);
    const struct ir_op *op = &unit->ops.data[index];
    struct asm_effect effects[ASM_EFFECTS_MAX];
    switch (op->kind) {
    case IR_ASM:
        body->empty = false;
        body->unknown |= !asm_effects(unit, &unit->asms.data[op->a], true, effects) &&
                         !is_harmless(ir_text(unit, unit->asms.data[op->a].text));
        break;
    case IR_CALL:
        body->empty = false;
        body->unknown |= !call_is_known(facts, func, index);
        break;
    case IR_UNKNOWN:
        body->empty = false;
        body->unknown = true;
        break;
    case IR_STORE:
    case IR_RMW:
        if (unit->places.data[op->a].base == IR_BASE_DEREF) {
            body->empty = false;
            body->unknown = true; /* a register, or the caller's variable */
        } else if (is_memory(unit, op)) {
            body->empty = false;
        }
        break;
    default: break;
    }
}

static void read_event(const struct event *event, struct port_body *body)
{
    switch (event->kind) {
    case EVENT_MASK:
    case EVENT_RAISE:
    case EVENT_ENTER:
    case EVENT_OFF:
        body->counts |= event->kind == EVENT_ENTER;
        body->shuts = true;
        body->shut_by = body->shut_by == FLOW_NONE ? event->op : body->shut_by;
        break;
    case EVENT_UNMASK:
    case EVENT_EXIT:
    case EVENT_ON:
        body->counts |= event->kind == EVENT_EXIT;
        body->opens = true;
        body->opened_by = body->opened_by == FLOW_NONE ? event->op : body->opened_by;
        break;
    case EVENT_SAVE:
        body->reads = true;
        body->read_by = body->read_by == FLOW_NONE ? event->op : body->read_by;
        break;
    case EVENT_RESTORE: body->restores = true; break;
    default: break;
    }
}

static bool is_shut(const struct mask *mask)
{
    bool shut = mask->section_high > 0 || mask->sched_high > 0 || mask->opaque || mask->asked;
    for (int gate = 0; gate < GATES; gate++) {
        shut |= (mask->gate[gate] & RELATION_FROM_OPEN) != 1 || mask->symbol[gate];
    }
    for (int i = 0; i < mask->hold_count; i++) {
        shut |= mask->holds[i].kind != HOLD_OPENED;
    }
    return shut;
}

static uint32_t skip_casts(const struct ir_unit *unit, uint32_t op)
{
    while (unit->ops.data[op].kind == IR_CAST) {
        op = unit->ops.data[op].a;
    }
    return op;
}

/* Does every store to the local write a constant that is spelt here? */
static bool stores_constants(const struct ir_unit *unit, const struct ir_func *func, uint32_t local)
{
    for (uint32_t i = 0; i < func->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[func->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            const struct ir_op *op = &unit->ops.data[block->op + j];
            bool writes = op->kind == IR_STORE && unit->places.data[op->a].base == IR_BASE_SYM &&
                          unit->places.data[op->a].root == local;
            if (writes && unit->ops.data[skip_casts(unit, op->b)].kind != IR_CONST) {
                return false;
            }
        }
    }
    return true;
}

/* Does the body itself spell what it returns? A callee's constant may be that of another port. */
static bool spells_result(const struct ir_unit *unit, const struct ir_func *func)
{
    for (uint32_t i = 0; i < func->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[func->block + i];
        if (block->term != IR_TERM_RETURN || block->value == IR_NONE) {
            continue;
        }
        const struct ir_op *value = &unit->ops.data[skip_casts(unit, block->value)];
        const struct ir_place *place = value->kind == IR_LOAD ? &unit->places.data[value->a] : NULL;
        bool local = place && place->base == IR_BASE_SYM && stores_constants(unit, func, place->root);
        if (value->kind != IR_CONST && !local) {
            return false;
        }
    }
    return true;
}

struct port_body port_body_of(const struct facts *facts, uint32_t func)
{
    struct port_body body = {
        .empty = true, .shut_by = FLOW_NONE, .opened_by = FLOW_NONE, .read_by = FLOW_NONE};
    const struct ir_unit *unit = program_unit(facts->program, func);
    const struct ir_func *ir = program_ir(facts->program, func);
    const struct summary *summary = &facts->summaries[func];
    for (uint32_t i = 0; i < ir->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[ir->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            read_op(facts, func, block->op + j, &body);
        }
    }
    body.counts = keeps_count(facts, func, COUNT_DEPTH_MAX);
    body.lost = (ir->flags & IR_FUNC_DEGRADED) != 0;
    body.unknown |= body.lost || !summary->done || summary->truncated;
    for (size_t i = 0; i < summary->events.count; i++) {
        read_event(&summary->events.data[i], &body);
    }
    body.has_constant = summary->exit_count > 0 && spells_result(unit, ir);
    for (uint32_t i = 0; i < summary->exit_count; i++) {
        int64_t value;
        body.has_constant &=
            value_is_int(&summary->exits[i].result, &value) && (i == 0 || value == body.constant);
        body.constant = value;
        body.leaves_open |= body.shuts && !is_shut(&summary->exits[i].mask);
    }
    return body;
}

/* ---- arguments ------------------------------------------------------------------------------------ */

/* Is the value of op `from` used by anything but a conversion to void? */
static bool is_consumed(const struct ir_unit *unit, const struct ir_func *func, uint32_t from)
{
    for (uint32_t i = 0; i < func->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[func->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            const struct ir_op *op = &unit->ops.data[block->op + j];
            if (op->kind == IR_CAST && op->a == from && unit->types.data[op->type].kind == IR_TYPE_VOID) {
                return false;
            }
        }
    }
    return true;
}

bool port_uses_param(const struct facts *facts, uint32_t func, uint32_t param)
{
    const struct ir_unit *unit = program_unit(facts->program, func);
    const struct ir_func *ir = program_ir(facts->program, func);
    bool naked = (unit->syms.data[ir->sym].flags & IR_SYM_NAKED) != 0;
    if (param >= ir->param_count || naked) {
        return true; /* a naked body finds it in a register */
    }
    for (uint32_t i = 0; i < ir->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[ir->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            const struct ir_op *op = &unit->ops.data[block->op + j];
            bool reads = op->kind == IR_LOAD || op->kind == IR_ADDR || op->kind == IR_RMW;
            const struct ir_place *place = reads ? &unit->places.data[op->a] : NULL;
            if (place && place->base == IR_BASE_SYM && place->root == ir->param + param &&
                (op->kind != IR_LOAD || is_consumed(unit, ir, block->op + j))) {
                return true;
            }
        }
    }
    return false;
}
