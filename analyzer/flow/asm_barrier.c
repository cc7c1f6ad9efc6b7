#include "flow/asm_barrier.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/*
 * GCC manual, "Basic Asm" and "Extended Asm": only "memory" makes an extended asm a barrier. GCC 7
 * and later take a basic one that is not empty for a barrier (gimple_asm_clobbers_memory_p).
 */
enum asm_barrier asm_barrier(const struct ir_unit *unit, const struct ir_asm *statement)
{
    for (uint32_t i = 0; i < statement->clobber_count; i++) {
        if (strcmp(ir_text(unit, unit->asm_clobbers.data[statement->clobber + i]), "memory") == 0) {
            return ASM_BARRIER_MEMORY;
        }
    }
    bool is_basic = (statement->flags & IR_ASM_BASIC) && *ir_text(unit, statement->text);
    return is_basic ? ASM_BARRIER_BASIC : ASM_BARRIER_NONE;
}

/* ---- neighbours -------------------------------------------------------------------------------- */

static bool body_is_barrier(const struct program *program, uint32_t func)
{
    const struct ir_unit *unit = program_unit(program, func);
    const struct ir_func *ir = program_ir(program, func);
    for (uint32_t i = 0; i < ir->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[ir->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            const struct ir_op *op = &unit->ops.data[block->op + j];
            if (op->kind == IR_ASM && asm_barrier(unit, &unit->asms.data[op->a]) == ASM_BARRIER_MEMORY) {
                return true;
            }
        }
    }
    return false;
}

static bool call_is_barrier(const struct facts *facts, uint32_t func, uint32_t op)
{
    const struct program_call *call = calls_at(facts->program, func, op);
    if (!call || !call->target_count) {
        return true;
    }
    const char *name = call->sym != PROGRAM_NONE ? facts->program->syms.data[call->sym].name : "";
    bool is_one = model_role(facts->model, name, MODEL_BARRIER) != NULL;
    for (uint32_t i = 0; i < call->target_count && !is_one; i++) {
        is_one = body_is_barrier(facts->program, facts->program->call_targets.data[call->target + i]);
    }
    return is_one;
}

/* GCC keeps volatile accesses and volatile asm in order. */
bool asm_access_may_move(const struct ir_unit *unit, const struct ir_op *op)
{
    if (op->kind != IR_LOAD && op->kind != IR_STORE && op->kind != IR_RMW) {
        return false;
    }
    const struct ir_place *place = &unit->places.data[op->a];
    if ((place->flags & (IR_PLACE_VOLATILE | IR_PLACE_ATOMIC | IR_PLACE_CONST)) ||
        place->base == IR_BASE_STRING) {
        return false;
    }
    return place->base == IR_BASE_DEREF || unit->syms.data[place->root].kind <= IR_SYM_STATIC_LOCAL;
}

bool asm_is_fenced(const struct facts *facts, uint32_t func, uint32_t op, bool section_follows)
{
    const struct ir_unit *unit = program_unit(facts->program, func);
    const struct ir_func *ir = program_ir(facts->program, func);
    for (uint32_t i = 0; i < ir->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[ir->block + i];
        if (op < block->op || op >= block->op + block->op_count) {
            continue;
        }
        int64_t step = section_follows ? 1 : -1;
        int64_t last = section_follows ? (int64_t)block->op + block->op_count : (int64_t)block->op - 1;
        for (int64_t at = (int64_t)op + step; at != last; at += step) {
            const struct ir_op *other = &unit->ops.data[at];
            if ((other->kind == IR_ASM && asm_barrier(unit, &unit->asms.data[other->a])) ||
                (other->kind == IR_CALL && call_is_barrier(facts, func, (uint32_t)at))) {
                return true;
            }
            if (other->kind == IR_CALL || asm_access_may_move(unit, other)) {
                return false;
            }
        }
    }
    return false;
}

/* ---- operands ------------------------------------------------------------------------------------ */

/* How often the template names an operand: %1, %w1, %[name]. */
static int mentions(const struct ir_unit *unit, const struct ir_asm *statement, uint32_t operand)
{
    const char *name = ir_text(unit, unit->asm_operands.data[statement->operand + operand].name);
    int found = 0;
    for (const char *at = strchr(ir_text(unit, statement->text), '%'); at; at = strchr(at, '%')) {
        at++;
        if (*at == '%') {
            at++;
            continue;
        }
        at += isalpha((unsigned char)*at) != 0;
        size_t length = strlen(name);
        bool named = *at == '[' && length && strncmp(at + 1, name, length) == 0 && at[1 + length] == ']';
        found += named || (isdigit((unsigned char)*at) && strtoul(at, NULL, 10) == operand);
    }
    return found;
}

/* Does another statement-wide rule give the operand its value: "+r", or an input "0" or "[name]"? */
static bool is_read(const struct ir_unit *unit, const struct ir_asm *statement, uint32_t operand)
{
    const struct ir_asm_operand *output = &unit->asm_operands.data[statement->operand + operand];
    if (strchr(ir_text(unit, output->constraint), '+')) {
        return true;
    }
    for (uint32_t i = 0; i < statement->input_count; i++) {
        const char *constraint = ir_text(
            unit, unit->asm_operands.data[statement->operand + statement->output_count + i].constraint);
        if (*constraint == '[' ||
            (isdigit((unsigned char)*constraint) && strtoul(constraint, NULL, 10) == operand)) {
            return true;
        }
    }
    return false;
}

/* "r", "l", "h": a register that the compiler may share with an output. */
static bool may_share(const struct ir_unit *unit, const struct ir_asm *statement, uint32_t input)
{
    const char *constraint = ir_text(unit, unit->asm_operands.data[statement->operand + input].constraint);
    return strpbrk(constraint, "rlhd") != NULL && !isdigit((unsigned char)*constraint);
}

const char *asm_operand_problem(const struct ir_unit *unit, const struct ir_asm *statement,
                                const struct asm_effect *effects, int count)
{
    uint32_t outputs = statement->output_count;
    uint32_t operands = outputs + statement->input_count;
    uint32_t written = IR_NONE; /* an output that an input may share its register with */
    for (int i = 0; i < count; i++) {
        const struct asm_effect *effect = &effects[i];
        if (effect->operand < 0 || (uint32_t)effect->operand >= operands || effect->is_constant) {
            continue;
        }
        uint32_t operand = (uint32_t)effect->operand;
        if (effect->action == ASM_SAVE || effect->action == ASM_IN_ISR) {
            if (operand >= outputs) {
                return "writes an operand that is declared as an input";
            }
            const char *constraint =
                ir_text(unit, unit->asm_operands.data[statement->operand + operand].constraint);
            written = strchr(constraint, '&') ? written : operand;
        } else if (effect->action == ASM_RESTORE || effect->action == ASM_RAISE) {
            if (operand < outputs && !is_read(unit, statement, operand) &&
                mentions(unit, statement, operand) == 1) {
                return "reads an operand that is declared as an output alone";
            }
            if (operand >= outputs && written != IR_NONE && !is_read(unit, statement, written) &&
                may_share(unit, statement, operand)) {
                return "writes an output before it reads an input: both may be one register";
            }
        }
    }
    return NULL;
}
