#include "flow/may_wait.h"

#include "flow/graph.h"

#include <string.h>

enum { CALL_DEPTH_MAX = 8, BLOCKS_MAX = 400 };

void may_wait_init(struct may_wait *waits, const struct facts *facts)
{
    memset(waits, 0, sizeof(*waits));
    waits->facts = facts;
}

void may_wait_free(struct may_wait *waits)
{
    map_free(&waits->known);
}

static bool function_waits(struct may_wait *waits, uint32_t func, int depth);

static bool call_waits(struct may_wait *waits, uint32_t func, uint32_t op, int depth)
{
    const struct facts *facts = waits->facts;
    const struct program_call *call = calls_at(facts->program, func, op);
    const struct ir_unit *unit = program_unit(facts->program, func);
    if (unit->ops.data[op].flags & IR_OP_BUILTIN) {
        return false;
    }
    if (!call) {
        return true;
    }
    size_t count = 0;
    const struct model_entry *entries =
        call->sym == PROGRAM_NONE
            ? NULL
            : model_find(facts->model, facts->program->syms.data[call->sym].name, &count);
    for (size_t i = 0; i < count; i++) {
        if (entries[i].role == MODEL_BLOCKS) {
            return true;
        }
    }
    if (entries) {
        return false;
    }
    for (uint32_t i = 0; i < call->target_count; i++) {
        if (function_waits(waits, facts->program->call_targets.data[call->target + i], depth + 1)) {
            return true;
        }
    }
    return !call->target_count;
}

static bool sleeps(const struct ir_unit *unit, const struct ir_op *op)
{
    const char *text = ir_text(unit, unit->asms.data[op->a].text);
    return strstr(text, "wf") || strstr(text, "wait") || strstr(text, "sleep");
}

/* Does the op look at what others change? */
static bool looks(const struct facts *facts, uint32_t unit_index, const struct ir_op *op)
{
    const struct ir_unit *unit = facts->program->units[unit_index];
    if (op->kind != IR_LOAD && op->kind != IR_RMW) {
        return false;
    }
    const struct ir_place *place = &unit->places.data[op->a];
    return (place->flags & (IR_PLACE_VOLATILE | IR_PLACE_ATOMIC)) ||
           (place->base == IR_BASE_SYM &&
            program_sym_of(facts->program, unit_index, place->root) != PROGRAM_NONE);
}

static bool block_waits(struct may_wait *waits, uint32_t func, uint32_t index, uint32_t from, int depth)
{
    const struct facts *facts = waits->facts;
    uint32_t unit_index = facts->program->funcs.data[func].unit;
    const struct ir_unit *unit = facts->program->units[unit_index];
    const struct ir_func *ir = program_ir(facts->program, func);
    const struct ir_block *block = &unit->blocks.data[index];
    bool in_loop = graph_leads_back(unit, ir, NULL, index - ir->block);
    for (uint32_t i = from > block->op ? from : block->op; i < block->op + block->op_count; i++) {
        const struct ir_op *op = &unit->ops.data[i];
        bool is_call = op->kind == IR_CALL && !(op->flags & IR_OP_BUILTIN);
        if ((op->kind == IR_ASM && sleeps(unit, op)) || op->kind == IR_UNKNOWN ||
            (in_loop && (is_call || looks(facts, unit_index, op))) ||
            (is_call && call_waits(waits, func, i, depth))) {
            return true;
        }
    }
    return false;
}

/* Of the blocks that can follow `block`, and of itself from the op `from` on. */
static bool waits_behind(struct may_wait *waits, uint32_t func, uint32_t block, uint32_t from, int depth)
{
    const struct ir_unit *unit = program_unit(waits->facts->program, func);
    const struct ir_func *ir = program_ir(waits->facts->program, func);
    uint32_t stack[BLOCKS_MAX];
    bool seen[BLOCKS_MAX] = {false};
    uint32_t count = 0;
    if (ir->block_count > BLOCKS_MAX || (ir->flags & IR_FUNC_DEGRADED) ||
        block_waits(waits, func, block, from, depth)) {
        return true;
    }
    stack[count++] = block;
    while (count) {
        const struct ir_block *at = &unit->blocks.data[stack[--count]];
        for (uint32_t i = 0; i < at->succ_count; i++) {
            uint32_t next = unit->edges.data[at->succ + i].block;
            if (seen[next - ir->block]) {
                continue;
            }
            seen[next - ir->block] = true;
            if (block_waits(waits, func, next, 0, depth)) {
                return true;
            }
            stack[count++] = next;
        }
    }
    return false;
}

static bool function_waits(struct may_wait *waits, uint32_t func, int depth)
{
    uint32_t known = map_get(&waits->known, func);
    if (known != MAP_NONE || depth > CALL_DEPTH_MAX) {
        return known != 0;
    }
    map_set(&waits->known, func, 1); /* recursion: yes */
    const struct ir_func *ir = program_ir(waits->facts->program, func);
    bool result = !ir->block_count || waits_behind(waits, func, ir->block, 0, depth);
    map_set(&waits->known, func, result);
    return result;
}

bool may_wait_from(struct may_wait *waits, uint32_t func, uint32_t block, uint32_t op)
{
    const struct ir_unit *unit = program_unit(waits->facts->program, func);
    bool is_call = unit->ops.data[op].kind == IR_CALL;
    return waits_behind(waits, func, block, is_call ? op : op + 1, 0);
}
