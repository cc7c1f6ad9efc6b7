#include "flow/local_defs.h"

static bool is_local(const struct local_defs *defs, uint32_t sym)
{
    return sym >= defs->first_sym && sym - defs->first_sym < defs->sym_count;
}

/* Locals follow the parameters among the unit's symbols. */
static void find_range(struct local_defs *defs)
{
    const struct ir_unit *unit = defs->unit;
    uint32_t owner = unit->syms.data[defs->func->sym].function;
    defs->first_sym = defs->func->param;
    uint32_t last = defs->first_sym;
    for (uint32_t i = defs->first_sym; i < unit->syms.count; i++) {
        const struct ir_sym *sym = &unit->syms.data[i];
        bool local = sym->kind == IR_SYM_LOCAL || sym->kind == IR_SYM_PARAM || sym->kind == IR_SYM_TEMP;
        if (local && sym->function != owner) {
            break;
        }
        last = local ? i + 1 : last;
    }
    defs->sym_count = last - defs->first_sym;
}

static void find_ops(struct local_defs *defs, struct arena *arena)
{
    uint32_t first = UINT32_MAX;
    uint32_t last = 0;
    for (uint32_t i = 0; i < defs->func->block_count; i++) {
        const struct ir_block *block = &defs->unit->blocks.data[defs->func->block + i];
        if (block->op_count) {
            first = block->op < first ? block->op : first;
            last = block->op + block->op_count > last ? block->op + block->op_count : last;
        }
    }
    defs->first_op = first == UINT32_MAX ? 0 : first;
    defs->op_count = last > defs->first_op ? last - defs->first_op : 0;
    defs->block_of = ARENA_ARRAY(arena, uint32_t, defs->op_count + 1);
    for (uint32_t i = 0; i < defs->func->block_count; i++) {
        const struct ir_block *block = &defs->unit->blocks.data[defs->func->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            defs->block_of[block->op + j - defs->first_op] = i;
        }
    }
}

static void find_preds(struct local_defs *defs, struct arena *arena)
{
    const struct ir_unit *unit = defs->unit;
    uint32_t count = defs->func->block_count;
    defs->pred_first = ARENA_ARRAY(arena, uint32_t, count + 2);
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < count; i++) {
            const struct ir_block *block = &unit->blocks.data[defs->func->block + i];
            for (uint32_t j = 0; j < block->succ_count; j++) {
                uint32_t to = unit->edges.data[block->succ + j].block - defs->func->block;
                if (pass == 0) {
                    defs->pred_first[to + 2]++; /* counted two further: the second pass moves them by one */
                } else {
                    defs->pred[defs->pred_first[to + 1]++] = i;
                }
            }
        }
        if (pass == 0) {
            for (uint32_t i = 2; i < count + 2; i++) {
                defs->pred_first[i] += defs->pred_first[i - 1];
            }
            defs->pred = ARENA_ARRAY(arena, uint32_t, defs->pred_first[count + 1] + 1);
        }
    }
}

static void add_def(struct local_defs *defs, uint32_t place, uint32_t op)
{
    const struct ir_place *at = &defs->unit->places.data[place];
    if (at->base != IR_BASE_SYM || !is_local(defs, at->root)) {
        return;
    }
    uint32_t local = at->root - defs->first_sym;
    if (at->step_count || defs->unit->ops.data[op].kind == IR_ASM) {
        defs->taken[local] = true; /* in parts, or by what is not followed */
        return;
    }
    defs->next[op - defs->first_op] = defs->head[local];
    defs->head[local] = op;
}

static void read_op(struct local_defs *defs, uint32_t index)
{
    const struct ir_unit *unit = defs->unit;
    const struct ir_op *op = &unit->ops.data[index];
    if (op->kind == IR_STORE || op->kind == IR_RMW) {
        add_def(defs, op->a, index);
    } else if (op->kind == IR_ADDR) {
        const struct ir_place *place = &unit->places.data[op->a];
        if (place->base == IR_BASE_SYM && is_local(defs, place->root)) {
            defs->taken[place->root - defs->first_sym] = true;
        }
    } else if (op->kind == IR_ASM) {
        const struct ir_asm *statement = &unit->asms.data[op->a];
        for (uint32_t i = 0; i < statement->output_count; i++) {
            uint32_t place = unit->asm_operands.data[statement->operand + i].place;
            if (place != IR_NONE) {
                add_def(defs, place, index);
            }
        }
    }
}

void local_defs_find(struct local_defs *defs, struct arena *arena, const struct ir_unit *unit,
                     const struct ir_func *func)
{
    *defs = (struct local_defs){.unit = unit, .func = func};
    find_range(defs);
    find_ops(defs, arena);
    find_preds(defs, arena);
    defs->head = ARENA_ARRAY(arena, uint32_t, defs->sym_count + 1);
    defs->taken = ARENA_ARRAY(arena, bool, defs->sym_count + 1);
    defs->next = ARENA_ARRAY(arena, uint32_t, defs->op_count + 1);
    for (uint32_t i = 0; i < defs->sym_count; i++) {
        defs->head[i] = DEF_NONE;
    }
    for (uint32_t i = 0; i < defs->op_count; i++) {
        defs->next[i] = DEF_NONE;
    }
    for (uint32_t i = 0; i < func->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[func->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            read_op(defs, block->op + j);
        }
    }
}

uint32_t local_defs_of(const struct local_defs *defs, uint32_t place)
{
    const struct ir_place *at = &defs->unit->places.data[place];
    bool whole = at->base == IR_BASE_SYM && !at->step_count && is_local(defs, at->root);
    return whole && !defs->taken[at->root - defs->first_sym] ? at->root : DEF_NONE;
}

uint32_t local_defs_first(const struct local_defs *defs, uint32_t sym)
{
    return defs->head[sym - defs->first_sym];
}

uint32_t local_defs_next(const struct local_defs *defs, uint32_t op)
{
    return defs->next[op - defs->first_op];
}

bool local_defs_is_param(const struct local_defs *defs, uint32_t sym)
{
    return sym - defs->first_sym < defs->func->param_count;
}
