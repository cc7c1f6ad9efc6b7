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
#include "frontend/macro_use.h"

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

/* The macros of `text` outside of what is skipped. At most MACRO_BODIES_MAX. */
enum { MACRO_BODIES_MAX = 200 };
void macro_bodies_find(struct macro_bodies *bodies, const char *text, const struct excluded_range *skipped,
                       size_t skipped_count, struct macro_known known, struct arena *arena);
/* Writes text and functions to `out`, which is cleared. */
void macro_bodies_append(struct macro_bodies *bodies, const char *text, struct buf *out);
/* A line of the result that clang refused: the next form of that body, or none. True if it was one. */
bool macro_bodies_refuse(struct macro_bodies *bodies, unsigned line);

/* The body on a line, or NULL. */
const struct macro_body *macro_bodies_at(const struct macro_bodies *bodies, unsigned line);

/* What the functions' names begin with; the macro's name follows. */
#define MACRO_BODY_PREFIX "critlint_macro_"

#endif
