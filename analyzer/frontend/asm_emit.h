/* The ops of a function that is written in assembly: its calls, its mask instructions, and the
 * control flow between them. Data accesses are not modelled. */
#ifndef FRONTEND_ASM_EMIT_H
#define FRONTEND_ASM_EMIT_H

#include "frontend/asm_code.h"
#include "ir/ir_build.h"

struct asm_types {
    uint32_t none, function, word, pointer, unknown;
};

struct asm_emit {
    struct ir_build *build;
    struct asm_code *code;
    struct asm_types types;
    uint32_t file;        /* string */
    VEC(uint32_t) ir_sym; /* by assembler symbol, or IR_NONE */
};

uint32_t asm_emit_loc(struct asm_emit *emit, const struct asm_origin *origin);
/* Appends the function to the unit; its symbol is in `ir_sym` already. */
void asm_emit_function(struct asm_emit *emit, const struct asm_function *function);

#endif
