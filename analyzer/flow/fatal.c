#include "flow/fatal.h"

#include <string.h>

/* A call in the block none of whose callees returns. */
static bool stops(const struct program *program, const struct summary *summaries, const struct model *model,
                  uint32_t func, const struct ir_block *block)
{
    const struct program_func *entry = &program->funcs.data[func];
    for (uint32_t i = 0; i < entry->call_count; i++) {
        const struct program_call *call = &program->calls.data[entry->call + i];
        if (call->op < block->op || call->op - block->op >= block->op_count) {
            continue;
        }
        bool returns =
            !call->target_count && (call->sym == PROGRAM_NONE ||
                                    !model_role(model, program->syms.data[call->sym].name, MODEL_NORETURN));
        for (uint32_t j = 0; j < call->target_count && !returns; j++) {
            const struct summary *callee = &summaries[program->call_targets.data[call->target + j]];
            returns = !callee->done || callee->count_step || (callee->exit_count > 0 && !callee->aborts);
        }
        if (!returns) {
            return true;
        }
    }
    return false;
}

static void compute_func(struct fatal *fatal, struct program *program, const struct summary *summaries,
                         const struct model *model, uint32_t func)
{
    const struct ir_func *ir = program_ir(program, func);
    const struct ir_unit *unit = program_unit(program, func);
    bool *returns = ARENA_ARRAY(program->image, bool, ir->block_count + 1);
    bool *ends = ARENA_ARRAY(program->image, bool, ir->block_count + 1);
    for (uint32_t i = 0; i < ir->block_count; i++) {
        ends[i] = stops(program, summaries, model, func, &unit->blocks.data[ir->block + i]);
    }
    bool all = false;
    for (bool changed = true; changed;) { /* a round a loop: blocks mostly lead forward */
        changed = false;
        all = true;
        for (uint32_t i = ir->block_count; i-- > 0;) {
            const struct ir_block *block = &unit->blocks.data[ir->block + i];
            bool now = block->term == IR_TERM_RETURN;
            for (uint32_t j = 0; j < block->succ_count; j++) {
                now |= returns[unit->edges.data[block->succ + j].block - ir->block];
            }
            now &= !ends[i];
            changed |= now && !returns[i];
            returns[i] |= now;
            all &= returns[i];
        }
    }
    fatal->returns[func] = all ? NULL : returns;
}

void fatal_compute(struct fatal *fatal, struct program *program, const struct summary *summaries,
                   const struct model *model)
{
    fatal->returns = ARENA_ARRAY(program->image, bool *, program->funcs.count + 1);
    for (uint32_t func = 0; func < program->funcs.count; func++) {
        compute_func(fatal, program, summaries, model, func);
    }
}

bool fatal_returns(const struct fatal *fatal, const struct program *program, uint32_t func, uint32_t block)
{
    return !fatal->returns[func] || fatal->returns[func][block - program_ir(program, func)->block];
}
