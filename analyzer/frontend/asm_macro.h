/* Macro definitions and the textual expansion of their bodies, in each dialect's way. */
#ifndef FRONTEND_ASM_MACRO_H
#define FRONTEND_ASM_MACRO_H

#include "frontend/asm_symbols.h"
#include "frontend/asm_text.h"

enum { ASM_PARAM_CAP = 32 };

struct asm_param {
    const char *name;
    const char *fallback; /* default value, or "" */
    bool vararg;
};

struct asm_macro {
    const char *name;
    struct asm_param params[ASM_PARAM_CAP];
    size_t param_count;
    bool has_label;              /* armasm: params[0] is the label of the use */
    const struct asm_line *body; /* borrowed from the lines that define it */
    size_t line_count;
};

/* Reads the parameters of a definition: "a, b=1, c:vararg"; armasm's with their '$'. */
void asm_macro_params(struct arena *arena, struct asm_macro *macro, const char *text);

/*
 * Splits the operands of a use into values, by parameter. `label` may be NULL. GNU as also
 * separates by blanks, and takes name=value. With `symbols` (alternate macro mode) an operand
 * %expr is evaluated.
 */
void asm_macro_args(struct arena *arena, const struct asm_macro *macro, const struct asm_syntax *syntax,
                    const char *label, const char *text, struct asm_symbols *symbols, const char **values);

/* A line of the body with values in place of parameters. `serial` numbers the expansion. */
const char *asm_macro_line(struct arena *arena, const struct asm_macro *macro,
                           const struct asm_syntax *syntax, bool plain_names, const char *const *values,
                           uint32_t serial, const char *line);

#endif
