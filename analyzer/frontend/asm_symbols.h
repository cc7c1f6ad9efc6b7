/*
 * What is known of each name of one assembler source: labels with their places, constants,
 * aliases, and how the name is used. Owned by the reader of one file (asm_unit.c).
 */
#ifndef FRONTEND_ASM_SYMBOLS_H
#define FRONTEND_ASM_SYMBOLS_H

#include "base/str.h"
#include "base/vec.h"
#include "ir/ir.h"

enum {
    ASM_GLOBAL = 1,
    ASM_WEAK = 2,
    ASM_FUNCTION = 4, /* said to be a function: .type, PROC, .thumb_func */
    ASM_OBJECT = 8,   /* said to be data */
    ASM_LABEL = 16,
    ASM_CONSTANT = 32,   /* `number` is its value */
    ASM_ALIAS = 64,      /* of `alias` + `number` */
    ASM_CALLED = 128,    /* the target of a call, or of a jump from another function */
    ASM_ADDRESSED = 256, /* its address is taken */
    ASM_JUMPED = 512,    /* the target of a jump */
    ASM_MADE = 1024,     /* not in the source */
};

/* Where a statement was written, and through which macros it came to be. */
struct asm_origin {
    uint32_t line;                   /* what the user can edit: for a macro, its outermost use */
    uint32_t spell_line;             /* where the text stands */
    const char *macro, *inner_macro; /* or NULL */
};

struct asm_symbol {
    const char *name;
    uint32_t flags;
    uint32_t section; /* labels: index of the section, and offset there */
    uint32_t epoch;   /* offsets of one section compare within one epoch only */
    int64_t number;
    uint32_t alias; /* index */
    struct asm_origin origin;
};

/* A place whose distance to other places may be known. */
struct asm_place {
    uint32_t section, epoch;
    int64_t offset;
};

struct asm_symbols {
    struct strtab names;
    struct map by_name; /* id in names -> index */
    VEC(struct asm_symbol) list;
    struct asm_place here; /* the location counter */
};

/* The index of a name, which is added if it is new. */
uint32_t asm_symbol(struct asm_symbols *symbols, const char *name, size_t length);
/* The index, or IR_NONE. */
uint32_t asm_symbol_find(const struct asm_symbols *symbols, const char *name);
void asm_symbols_free(struct asm_symbols *symbols);

#endif
