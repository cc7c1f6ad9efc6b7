/*
 * Asm statements and the compiler: which of them it moves memory accesses across, and which
 * operands it takes for what they are not. What the instructions do is flow/asm_effect.h.
 */
#ifndef FLOW_ASM_BARRIER_H
#define FLOW_ASM_BARRIER_H

#include "flow/asm_effect.h"
#include "flow/facts.h"

enum asm_barrier {
    ASM_BARRIER_NONE,
    ASM_BARRIER_BASIC, /* without operands: a barrier to GCC 7 and later, not to GCC 6 */
    ASM_BARRIER_MEMORY,
};

enum asm_barrier asm_barrier(const struct ir_unit *unit, const struct ir_asm *statement);

/*
 * May an access of the section cross the mask operation at `op`, seen from its function alone?
 * Not if a barrier stands on the section's side of it with nothing in between. What is not
 * followed (a call without a body) counts as a barrier.
 */
bool asm_is_fenced(const struct facts *facts, uint32_t func, uint32_t op, bool section_follows);

/* May the compiler move this access across an asm without "memory"? Not a volatile one, nor a local's. */
bool asm_access_may_move(const struct ir_unit *unit, const struct ir_op *op);

/* What is wrong with the operands, in words that follow "the asm"; or NULL. */
const char *asm_operand_problem(const struct ir_unit *unit, const struct ir_asm *statement,
                                const struct asm_effect *effects, int count);

#endif
