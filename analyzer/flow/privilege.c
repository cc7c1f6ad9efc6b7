#include "flow/privilege.h"

#include "flow/asm_kind.h"

bool privilege_is_asked(const struct program *program, uint32_t func, bool traps, int depth)
{
    const struct ir_unit *unit = program_unit(program, func);
    const struct ir_func *ir = program_ir(program, func);
    const struct program_func *entry = &program->funcs.data[func];
    for (uint32_t i = 0; i < ir->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[ir->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            const struct ir_op *op = &unit->ops.data[block->op + j];
            const struct ir_asm *statement = op->kind == IR_ASM ? &unit->asms.data[op->a] : NULL;
            if (statement && (asm_reads_control(unit, statement) || (traps && asm_traps(unit, statement)))) {
                return true;
            }
        }
    }
    for (uint32_t i = 0; depth > 0 && i < entry->call_count; i++) {
        const struct program_call *call = &program->calls.data[entry->call + i];
        for (uint32_t j = 0; j < call->target_count; j++) {
            if (privilege_is_asked(program, program->call_targets.data[call->target + j], traps, depth - 1)) {
                return true;
            }
        }
    }
    return false;
}
