/*
 * Expressions of assemblers and of #if: a number, an address (a name plus a number), or
 * unknown. Nothing is guessed: whatever is not understood is unknown.
 */
#ifndef FRONTEND_ASM_EXPR_H
#define FRONTEND_ASM_EXPR_H

#include "frontend/asm_symbols.h"

struct asm_value {
    bool known;
    uint32_t symbol; /* index, or IR_NONE for a number */
    bool relative;   /* the address minus another one: how relative tables name their targets */
    int64_t number;  /* the number, or what is added to the address */
};

enum { ASM_HERE = IR_NONE - 1 }; /* the `symbol` of the location counter */

/*
 * Names that are new are added to `symbols`. With `symbols` NULL the text is that of an #if:
 * every name is 0. `rest` (may be NULL) receives where reading stopped.
 */
struct asm_value asm_expr(struct asm_symbols *symbols, const char *text, const char **rest);

#endif
