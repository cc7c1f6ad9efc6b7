/*
 * Declarations for names that no header declares. clang drops a whole expression (and a whole `for`)
 * that mentions one; with a declaration of the right form it keeps it. The form follows from how the
 * text uses a name (called, assigned, indexed, behind "." or "->") and from what clang says next.
 *
 * All invented records are one record that has every member which was asked for. Nothing rests on the
 * value or the layout of what is invented: later passes take it for unknown.
 */
#ifndef FRONTEND_STUBS_H
#define FRONTEND_STUBS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stddef.h>

struct stub;

struct stubs {
    struct arena *arena;
    struct strtab words;
    struct map by_name; /* word → index in list, by what it is */
    VEC(struct stub) list;
    struct buf header;
    bool is_cxx;     /* functions take anything by `...`, and all is linked as C */
    bool small_ints; /* an int takes more than one step here: invented scalars are bytes, so that none is torn
                      */
};

void stubs_init(struct stubs *stubs, struct arena *arena, bool small_ints, bool is_cxx);
void stubs_free(struct stubs *stubs);

/* One of clang's errors and the file that it stands in; all but the message may be NULL. */
struct stub_error {
    const char *message;
    const char *code;   /* the file without comments, strings and conditions (source_blank()) */
    const char *at;     /* the place in it */
    const char *raw;    /* the file as it is */
    const char *raw_at; /* the place in it */
};

/* True if the declarations changed. */
bool stubs_learn(struct stubs *stubs, const struct stub_error *error);

/* The declarations, as a header that is included first. Borrowed until the next change. */
const char *stubs_header(struct stubs *stubs);
size_t stubs_count(const struct stubs *stubs);

#endif
