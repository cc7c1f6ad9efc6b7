/*
 * Logical lines as statements: label, operation, operands. Macros are expanded, repetitions
 * unrolled, conditional assembly decided, so that a reader of statements sees what the
 * assembler would. Statements are handed out one by one, because a later condition may depend
 * on what an earlier statement defined.
 *
 * A condition that cannot be evaluated (it speaks of a header's constant) takes its first
 * branch: a vector table then rather has entries that the chip lacks than lacks handlers.
 */
#ifndef FRONTEND_ASM_LINES_H
#define FRONTEND_ASM_LINES_H

#include "frontend/asm_symbols.h"
#include "frontend/asm_text.h"

struct asm_stmt {
    const char *label; /* or NULL; numeric labels ("1") too */
    const char *op;    /* as written, in lower case; NULL where there is only a label */
    const char *args;  /* never NULL */
    struct asm_origin origin;
};

typedef void asm_sink(void *context, const struct asm_stmt *stmt);

struct asm_lines_result {
    uint32_t unknown_condition_line; /* the first, or 0 */
    uint32_t include_line;           /* the first include directive of the assembler, or 0 */
    bool limit;                      /* recursion, repetition or the number of statements was cut */
};

enum {
    ASM_STMT_CAP = 200000,       /* statements of a file after expansion */
    ASM_REPEAT_CAP = 4096,       /* rounds of one repetition */
    ASM_NEST_CAP = 32,           /* macros and repetitions inside each other */
    ASM_EXPANSION_CAP = 1 << 25, /* bytes of macro text of a file */
};

/* Everything that statements point to lives in `arena`. */
struct asm_lines_result asm_expand(struct arena *arena, const struct asm_lines *lines,
                                   const struct asm_syntax *syntax, struct asm_symbols *symbols,
                                   asm_sink *sink, void *context);

#endif
