/*
 * Units → one program: one name space of symbols by C's rules (static, weak, alias, inline in
 * headers), and its functions. Knows no libclang and no name with a meaning.
 *
 * A program symbol is named by a number; so is a program function. Locals stay with their
 * unit. A static function of a header that several units include is one function here when
 * its bodies are the same: fewer copies, and one finding instead of many.
 */
#ifndef LINK_PROGRAM_H
#define LINK_PROGRAM_H

#include "base/arena.h"
#include "base/str.h"
#include "core/notice.h"
#include "ir/ir.h"

#define PROGRAM_NONE UINT32_MAX

/* One definition of an external name; several strong ones of one name are CRIT401's matter. */
struct program_definition {
    uint32_t unit, sym;
    bool weak;
};

struct program_sym {
    const char *name;   /* as the source spells it: what models know and findings say */
    uint32_t unit, sym; /* the definition that counts, else the first declaration */
    uint32_t kind;      /* enum ir_sym_kind */
    bool defined, is_external, weak;
    uint32_t function;                     /* program function of a defined function, else PROGRAM_NONE */
    uint32_t alias;                        /* symbol that this one is another name of, or PROGRAM_NONE */
    uint32_t definition, definition_count; /* into definitions: externals only */
};

struct program_func {
    uint32_t unit, index;      /* in unit->funcs */
    uint32_t sym;              /* program symbol */
    uint32_t call, call_count; /* into calls */
};

/* A call site and what it may call. */
struct program_call {
    uint32_t caller; /* program function */
    uint32_t op;
    uint32_t target, target_count; /* into call_targets: program functions */
    uint32_t sym; /* direct calls: program symbol, resolved through aliases; else PROGRAM_NONE */
};

struct program {
    struct arena *image;
    struct strtab strings;
    const struct strtab *tree; /* functions that the tree defines, be it in other programs */
    struct strtab *names;      /* of files and functions in findings and notices: outlive the program */
    struct ir_unit *const *units;
    size_t unit_count;
    VEC(struct program_sym) syms;
    VEC(struct program_definition) definitions;
    VEC(struct program_func) funcs;
    VEC(struct program_call) calls;
    VEC(uint32_t) call_targets;
    uint32_t *callers;      /* indices in calls: those that may lead to function f are at */
    uint32_t *first_caller; /* [first_caller[f], first_caller[f + 1]); both: link/calls.h */
    uint32_t **unit_syms;   /* [unit][sym] → program symbol, or PROGRAM_NONE for locals */
    uint32_t **unit_funcs;  /* [unit][func] → program function */
    struct map externals;   /* string id → symbol */
};

/*
 * Resolves symbols and functions. The call graph needs points-to: link/calls.h. `names` is
 * borrowed, and so are the units.
 */
void program_link(struct program *program, struct arena *image, struct strtab *names,
                  struct ir_unit *const *units, size_t count);
void program_free(struct program *program);

/* The external symbol of that name, or PROGRAM_NONE. */
uint32_t program_find(const struct program *program, const char *name);
/* What a symbol stands for after weak and alias resolution. */
uint32_t program_resolve(const struct program *program, uint32_t sym);

static inline const struct ir_unit *program_unit(const struct program *program, uint32_t func)
{
    return program->units[program->funcs.data[func].unit];
}

static inline const struct ir_func *program_ir(const struct program *program, uint32_t func)
{
    return &program_unit(program, func)->funcs.data[program->funcs.data[func].index];
}

static inline const char *program_name(const struct program *program, uint32_t func)
{
    return program->syms.data[program->funcs.data[func].sym].name;
}

/* The program symbol of a unit's symbol, or PROGRAM_NONE for a local. */
static inline uint32_t program_sym_of(const struct program *program, uint32_t unit, uint32_t sym)
{
    return program->unit_syms[unit][sym];
}

struct loc program_loc(struct program *program, uint32_t unit, uint32_t loc);

#endif
