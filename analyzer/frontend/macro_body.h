/*
 * Macros that nothing expands. A header that is asked for by name defines its primitives as
 * macros, and without a use there is nothing to look at. Each macro of the file that holds asm,
 * or that the caller knows, is given a function whose body is one use of it, appended behind
 * the file's text; its locations are those of the definition.
 */
#ifndef FRONTEND_MACRO_BODY_H
#define FRONTEND_MACRO_BODY_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include "frontend/excluded.h"

/* How a macro is used: not at all, as a statement, or for its value. */
enum macro_use { MACRO_IGNORED, MACRO_STATEMENT, MACRO_VALUE };

struct macro_body {
    const char *name;
    unsigned line; /* of its #define */
    unsigned parameters;
    bool has_parentheses;
    enum macro_use use;
    bool dropped; /* clang does not take it in either form */
};

struct macro_bodies {
    VEC(struct macro_body) data;
    unsigned first_line; /* of the appended text; body i stands on line first_line + i; 0: none */
};

/* What the caller knows of a macro by its name. */
typedef enum macro_use macro_use_of(const void *context, const char *name, unsigned parameters);

/* The macros of `text` outside of what is skipped. At most MACRO_BODIES_MAX. */
enum { MACRO_BODIES_MAX = 200 };
void macro_bodies_find(struct macro_bodies *bodies, const char *text, const struct excluded_range *skipped,
                       size_t skipped_count, macro_use_of *use_of, const void *context, struct arena *arena);
/* Writes text and functions to `out`, which is cleared. */
void macro_bodies_append(struct macro_bodies *bodies, const char *text, struct buf *out);
/* A line of the result that clang refused: the next form of that body, or none. True if it was one. */
bool macro_bodies_refuse(struct macro_bodies *bodies, unsigned line);

/* The body on a line, or NULL. */
const struct macro_body *macro_bodies_at(const struct macro_bodies *bodies, unsigned line);

/* What the functions' names begin with; the macro's name follows. */
#define MACRO_BODY_PREFIX "critlint_macro_"

#endif
