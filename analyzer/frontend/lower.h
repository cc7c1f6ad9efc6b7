/*
 * Lowering: one parsed translation unit → ops. The interface within the folder; outside,
 * only frontend/parse.h is used.
 *
 *   lower_unit   declarations, symbols, attributes, the order of the work
 *   lower_type   types and record layouts
 *   lower_loc    source ranges and the macros they came from
 *   lower_print  what the C API hides and clang's printer shows: asm, parts of `for`, types in _Generic
 *   lower_init   initialisers, of objects with static storage and of locals
 *   lower_place  lvalues → places
 *   lower_expr   rvalues → ops
 *   lower_generic the chosen association of a _Generic
 *   lower_call   calls and builtins
 *   lower_atomic the compiler's atomic operations
 *   lower_asm    inline assembly
 *   lower_stmt   statements → blocks
 *   lower_scope  what runs where scopes end
 *   lower_cxx*   what only C++ has (frontend/lower_cxx.h)
 *
 * It never fails: what it does not understand becomes an IR_UNKNOWN op that keeps its reads,
 * and a notice. It decides nothing about bugs and knows no name with a meaning, except the
 * compiler's own builtins.
 *
 * The order of evaluation is clang's (right side of an assignment first, arguments from left
 * to right): C leaves it open, so rules must not depend on it.
 */
#ifndef FRONTEND_LOWER_H
#define FRONTEND_LOWER_H

#include "base/arena.h"
#include "base/vec.h"
#include "frontend/clang_api.h"
#include "frontend/macro_body.h"
#include "ir/ir_build.h"

#include <stdbool.h>

/* A list of cursors in the `unit` arena. */
struct cursors {
    CXCursor *data;
    uint32_t count;
};

struct lower_file {
    CXFile file;
    uint32_t name;        /* string */
    const char *contents; /* borrowed from the translation unit; may be NULL */
    size_t size;
    const unsigned *lines; /* offset of each line's start; made when a location lies in the file */
    unsigned line_count;
    bool is_main;
    bool is_shim;
};

/* What runs where a scope ends: the function gets the address of the place. */
struct lower_cleanup {
    struct ir_place place;
    uint32_t function;
    uint32_t loc;
    bool is_kept; /* not by the next exit: the object is what it returns */
};

struct lower_scope {
    uint32_t cleanup_base; /* cleanups opened before this scope */
    unsigned compound;     /* hash of its CompoundStmt */
};

struct lower_case {
    uint32_t block;
    bool is_default;
    int64_t low, high;
};

/* The innermost loop or switch: where break and continue go, and with which cleanups open. */
struct lower_target {
    uint32_t break_block, continue_block; /* continue: IR_NONE in a switch */
    uint32_t break_cleanups, continue_cleanups;
};

struct lower_label {
    CXCursor cursor;
    uint32_t block;
    uint32_t cleanups;       /* how many are open at the label; IR_NONE until it is met */
    VEC(unsigned) compounds; /* hashes of the enclosing blocks, outermost first */
};

/* One asm statement or `for` header as clang's printer shows it, in source order. */
struct lower_printed_asm {
    const char *text; /* the template, unescaped */
    bool is_volatile, is_goto, is_basic;
    struct {
        const char *name, *constraint;
    } *operands;
    uint32_t output_count, input_count;
    const char **clobbers;
    uint32_t clobber_count;
    const char **labels;
    uint32_t label_count;
};

struct lower_printed_for {
    bool has_init, has_condition, has_increment;
};

/* The types of a _Generic's associations in order, "default" among them. */
struct lower_printed_generic {
    const char **types;
    uint32_t count;
};

struct lower_func {
    uint32_t index;    /* in unit->funcs */
    CXCursor cursor;   /* the definition */
    uint32_t block;    /* open block; IR_NONE after a terminator */
    uint32_t this_sym; /* C++: the parameter that points at the object, or IR_NONE */
    bool degraded;
    VEC(struct lower_scope) scopes;
    VEC(struct lower_cleanup) cleanups;
    VEC(struct lower_target) targets;
    VEC(struct lower_label) labels;
    VEC(struct lower_case) cases; /* of the innermost switch */
    VEC(CXCursor) asm_cursors;    /* in source order, matched to `asms` */
    VEC(CXCursor) for_cursors;
    VEC(CXCursor) generic_cursors;
    struct lower_printed_asm *asms;
    struct lower_printed_for *fors;
    struct lower_printed_generic *generics;
    uint32_t asm_count, for_count, generic_count;
    bool was_printed;
};

struct lower_cxx;

struct lower {
    struct ir_build build;
    struct ir_unit *unit;
    struct arena *arena; /* lifetime: unit */
    CXTranslationUnit tu;
    const char *stub_file;          /* virtual path of the invented declarations */
    const char *shim_root;          /* virtual directory of the built-in headers */
    VEC(struct lower_file *) files; /* in the arena: addresses stay */
    struct map file_ids;            /* CXFile → files */
    struct map range_locs;          /* both ends of a source range → ir_loc */
    struct map sym_ids;             /* cursor hash → symbol */
    VEC(CXCursor) sym_cursors;      /* by symbol: canonical declaration */
    struct map type_ids;
    VEC(CXCursor) pending;     /* function definitions still to lower */
    struct map queued;         /* symbols that are pending or done */
    struct map function_names; /* string → symbol, for cleanup(f) */
    struct map attributes;     /* cursor hash → string: the printed declarations that carry attributes */
    struct lower_func *func;   /* being lowered */
    const struct macro_bodies *macro_bodies; /* functions that stand for macros of the main file */
    struct lower_cxx *cxx;                   /* NULL: the unit is C */
    unsigned unknown_ops;
    unsigned depth; /* of expressions and statements */
};

enum { LOWER_DEPTH_MAX = 2000 }; /* nesting that no person wrote; keeps the C stack safe */

/* lower_unit.c */
void lower_unit(struct lower *lower);
uint32_t lower_sym(struct lower *lower, CXCursor declaration);
void lower_free_func(struct lower_func *func);
/* What the unit declares at file scope under this name, where no cursor refers to it; or the null cursor. */
CXCursor lower_declared(struct lower *lower, int kind, const char *name);
/* A function by its name, for cleanup(f); or IR_NONE. */
uint32_t lower_function_named(struct lower *lower, const char *name);
uint32_t lower_temp(struct lower *lower, uint32_t type);

/* lower_type.c */
uint32_t lower_type(struct lower *lower, CXType type);
/* As lower_type, and the layout of records is filled in. */
uint32_t lower_type_complete(struct lower *lower, CXType type);
/*
 * The type of a value: never an array or a function. What libclang shows as one is a parameter,
 * or an expression of its type: it undoes the adjustment to a pointer (C11 6.7.6.3).
 */
uint32_t lower_type_value(struct lower *lower, CXType type);
bool lower_is_reference(CXType type);
/* What a value of pointer type points to. */
CXType lower_pointee(CXType type);
/*
 * Where a member lies, in bits from the start of `record`, through anonymous members too; negative
 * if that is not known.
 */
long long lower_field_offset(CXType record, CXCursor field);
/* The name of a member: 0 for an anonymous record, whose members count as those of the outer one. */
uint32_t lower_field_name(struct lower *lower, CXCursor field);
uint32_t lower_type_int(struct lower *lower);
uint32_t lower_type_void(struct lower *lower);
uint32_t lower_type_pointer(struct lower *lower, uint32_t element);
uint32_t lower_type_byte(struct lower *lower, bool is_volatile);

/* lower_loc.c */
uint32_t lower_loc(struct lower *lower, CXCursor cursor);
/* The point of a cursor (its name or operator) instead of its whole range. */
uint32_t lower_loc_point(struct lower *lower, CXCursor cursor);
/* Does it stand in the main file, where a macro of a header may have written it? */
bool lower_in_main(struct lower *lower, CXCursor cursor);
/* Was it invented by us for an undeclared name? */
bool lower_is_stub(struct lower *lower, CXCursor declaration);
/* The macro that a function of ours stands for, or NULL. */
const struct macro_body *lower_macro_body(struct lower *lower, CXCursor function);
/* The last character of a cursor: the closing brace of a function. */
uint32_t lower_loc_end(struct lower *lower, CXCursor cursor);
struct lower_file *lower_file_of(struct lower *lower, CXFile file);
/* Text of the file from the cursor's spelling on, or "" (borrowed). */
const char *lower_text_at(struct lower *lower, CXCursor cursor, size_t *length);
/* The same where the user wrote it: at the use of the outermost macro. */
const char *lower_text_used(struct lower *lower, CXCursor cursor, size_t *length);

/* lower_print.c */
void lower_print(struct lower *lower);
const struct lower_printed_asm *lower_printed_asm(struct lower *lower, CXCursor cursor);
const struct lower_printed_for *lower_printed_for(struct lower *lower, CXCursor cursor);
const struct lower_printed_generic *lower_printed_generic(struct lower *lower, CXCursor cursor);
/* Does an attribute other than `packed` stand on the declaration? */
bool lower_has_attributes(CXCursor declaration);
/* A declaration as clang prints it, without its body: attributes after macro expansion. */
const char *lower_print_declaration(struct lower *lower, CXCursor declaration);

/* lower_init.c */
/* False if code must do a part of it: C++. */
bool lower_static_init(struct lower *lower, uint32_t sym, CXCursor initializer);
void lower_local_init(struct lower *lower, const struct ir_place *place, CXCursor initializer);

/* lower_place.c */
struct ir_place lower_place(struct lower *lower, CXCursor expression);
struct ir_place lower_place_sym(struct lower *lower, uint32_t sym);
/* The value before its conversions between pointers: they change the type of the access only. */
uint32_t lower_skip_pointer_casts(const struct lower *lower, uint32_t value);
/* The place that a pointer value points to, with `type` as the type of the access. */
struct ir_place lower_place_deref(struct lower *lower, uint32_t value, uint32_t type);
void lower_place_step(struct lower *lower, struct ir_place *place, const struct ir_step *step, uint32_t type);
uint32_t lower_place_add(struct lower *lower, const struct ir_place *place);
bool lower_is_place(struct lower *lower, CXCursor expression);
CXCursor lower_strip_parens(CXCursor expression);

/* lower_expr.c */
uint32_t lower_value(struct lower *lower, CXCursor expression);
void lower_effects(struct lower *lower, CXCursor expression); /* value not needed */
void lower_condition(struct lower *lower, CXCursor expression, uint32_t if_true, uint32_t if_false);
/* A constant may stand for the expression: it calls, writes and reads nothing, and names nothing invented. */
bool lower_constant(struct lower *lower, CXCursor expression, int64_t *value);
/* Has it a value for clang? What it does besides, and names that we invented, are not asked for. */
bool lower_evaluates(CXCursor expression);
uint32_t lower_unknown(struct lower *lower, CXCursor expression, const char *why);
struct cursors lower_children(struct lower *lower, CXCursor cursor);

/* ops, in the open block */
uint32_t lower_emit(struct lower *lower, struct ir_op op);
uint32_t lower_emit_const(struct lower *lower, int64_t value, uint32_t type, uint32_t loc);
uint32_t lower_emit_load(struct lower *lower, const struct ir_place *place, uint32_t loc);
uint32_t lower_emit_address(struct lower *lower, const struct ir_place *place, uint32_t loc);
void lower_emit_store(struct lower *lower, const struct ir_place *place, uint32_t value, uint32_t loc,
                      uint16_t flags);

/* lower_generic.c */
/* The expression that a _Generic stands for, or the null cursor. */
CXCursor lower_generic_choice(struct lower *lower, CXCursor expression);

/* lower_call.c */
uint32_t lower_call(struct lower *lower, CXCursor call);
uint32_t lower_argument(struct lower *lower, CXCursor argument);
uint32_t lower_emit_call(struct lower *lower, uint32_t target, uint16_t flags, const uint32_t *arguments,
                         uint32_t count, uint32_t type, uint32_t loc);

/* lower_atomic.c */
/* __sync_* and the __atomic_* that clang treats as calls. False if it is none. */
bool lower_atomic_call(struct lower *lower, CXCursor call, const char *name, const struct cursors *children,
                       uint32_t *value);
/* __atomic_* and __c11_atomic_*: expressions of their own in clang. False if it is none. */
bool lower_atomic(struct lower *lower, CXCursor expression, const struct cursors *children, uint32_t *value);

/* lower_asm.c */
void lower_asm(struct lower *lower, CXCursor statement);

/* lower_scope.c */
void lower_scope_push(struct lower *lower, CXCursor statement);
void lower_scope_pop(struct lower *lower);
/* Runs the cleanups above `base`, innermost first; they stay open. */
void lower_run_cleanups(struct lower *lower, uint32_t base);
/* The same, and closes them. */
void lower_end_cleanups(struct lower *lower, uint32_t base);
void lower_cleanup_add(struct lower *lower, const struct ir_place *place, uint32_t function, uint32_t loc);
/* Adds the cleanup of __attribute__((cleanup)), if the declaration has one. */
void lower_cleanup_attribute(struct lower *lower, CXCursor declaration, uint32_t variable);

/* lower_stmt.c */
void lower_stmt(struct lower *lower, CXCursor statement);
void lower_body(struct lower *lower, CXCursor body);
/* The function ends here: what is still open. */
void lower_finish_body(struct lower *lower, uint32_t first_block);
/* The parts of a switch: its value and its body. */
void lower_switch(struct lower *lower, CXCursor statement, const struct cursors *parts);
/* A statement expression: returns the value of its last expression, or IR_NONE. */
uint32_t lower_stmt_expr(struct lower *lower, CXCursor expression);
/* The asm op that was just emitted ends its block: it falls through, or goes to one of its labels. */
void lower_asm_goto(struct lower *lower, const char *const *labels, uint32_t count, uint32_t loc);
uint32_t lower_block_new(struct lower *lower);
void lower_block_start(struct lower *lower, uint32_t block);
void lower_jump(struct lower *lower, uint32_t block, uint32_t loc);
void lower_branch(struct lower *lower, uint32_t value, uint32_t if_true, uint32_t if_false, uint32_t loc);
void lower_local_variable(struct lower *lower, CXCursor declaration);

#endif
