/* How a text of C uses a name that nothing declares: what stands around it says what it must be. */
#ifndef FRONTEND_STUB_USE_H
#define FRONTEND_STUB_USE_H

#include <stdbool.h>
#include <stddef.h>

#define STUB_NAME_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"

enum {
    STUB_CALLED = 1,
    STUB_DOT = 2,       /* a record, or one behind an index or a call */
    STUB_ARROW = 4,     /* a pointer to one */
    STUB_INDEXED = 8,   /* an array or a pointer */
    STUB_ASSIGNED = 16, /* an object, not a constant */
    STUB_AS_TYPE = 32,
    STUB_AT_FILE_SCOPE = 64, /* a macro that declares something: LOG_MODULE_REGISTER(app); */
    STUB_MACRO = 128,        /* used in #if */
    STUB_ALONE = 512,        /* without a semicolon behind it */
    STUB_EMPTY = 256,        /* before a declaration: an attribute */
};

/* Is the occurrence a whole word, and no member of something? */
bool stub_use_is_word(const char *text, const char *at, size_t length);

/* STUB_* of one occurrence of a name. The text is without comments, strings and directives. */
unsigned stub_use_at(const char *text, const char *at, size_t length);

struct stub_chain {
    const char *member;
    size_t length;
    unsigned use;
};

/* The next member of the chain that stands behind a name: ".a" or "->a", also behind an index or a call. */
bool stub_use_chain(const char *behind, struct stub_chain *chain);

/*
 * The name whose form an error at `at` is about: before the "." or "->" or "[" or "(", or behind '&' or '*'.
 * `use` says which; `around` gets STUB_INDEXED or STUB_CALLED where an index or a call stands between.
 * NULL if it is no plain name.
 */
const char *stub_use_base(const char *text, const char *at, unsigned use, size_t *length, unsigned *around);

/*
 * The name that is used like a call where a declaration begins, around or just before `at`: a macro.
 * `use` gets STUB_AT_FILE_SCOPE and what belongs to it. NULL if there is none.
 */
const char *stub_use_declarator(const char *text, const char *at, size_t *length, unsigned *use);

#endif
