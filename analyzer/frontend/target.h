/*
 * Which processor a unit is for, and what that means for clang: triple, CPU, flags.
 */
#ifndef FRONTEND_TARGET_H
#define FRONTEND_TARGET_H

#include "ir/ir.h"

#include <stdbool.h>
#include <stddef.h>

enum { TARGET_ARGS_MAX = 12 };

struct target {
    const char *triple;
    const char *cpu;
    struct ir_target ir; /* arch and pointer size; strings are set by the parser */
    const char *args[TARGET_ARGS_MAX];
    size_t arg_count;
    char cpu_arg[64]; /* "-mcpu=cortex-m4", or "" */
};

/*
 * Fills `out` from the user's words: a family ("arm", "avr", "riscv", "msp430", "xtensa",
 * "host") or a triple, and a CPU; either may be NULL. Texts of `out` are borrowed from the
 * arguments or static. False if neither says what it is.
 */
bool target_find(const char *name, const char *cpu, struct target *out);

/* What a command line says about its target. Each may be NULL. */
struct target_words {
    const char *tool; /* "arm-none-eabi" of arm-none-eabi-gcc, "" of gcc; NULL: a compiler of unknown kind */
    const char *triple;           /* --target= */
    const char *cpu, *arch, *mcu; /* -mcpu=, -march=, -mmcu= */
    bool bits32;                  /* -m32 */
};

enum target_sureness {
    TARGET_UNSAID, /* nothing, or a processor that neither clang nor critlint knows */
    TARGET_FAMILY, /* `out` is the commonest of the family */
    TARGET_SAID,
};

/* The target of a command. Names that only GCC knows become the nearest that clang knows. */
enum target_sureness target_from_words(const struct target_words *words, struct target *out);

/* Are both of one family, so that one is a better guess than the other's commonest? */
bool target_same_family(const struct target *a, const struct target *b);

#endif
