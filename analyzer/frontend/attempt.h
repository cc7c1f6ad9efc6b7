/*
 * One unit on its way to a translation unit that is worth lowering: its flags, the texts that stand for
 * files, and each attempt at it with what clang said. repair.h makes the next attempt better; parse.h is
 * the whole.
 */
#ifndef FRONTEND_ATTEMPT_H
#define FRONTEND_ATTEMPT_H

#include "base/buf.h"
#include "base/str.h"
#include "frontend/clang_api.h"
#include "frontend/excluded.h"
#include "frontend/includes.h"
#include "frontend/parse_input.h"
#include "frontend/stubs.h"

enum { ATTEMPT_SOURCE_MAX = 64 * 1024 * 1024 };

/* One attempt: the translation unit and what clang said about it. */
struct attempt {
    CXIndex index;
    CXTranslationUnit tu;
    unsigned errors;
    int status;
};

/* A file that an error stands in: as it is, and without comments and strings. */
struct error_file {
    const char *path;
    const char *text; /* NULL: it cannot be read, or changed since */
    size_t length;
    struct buf code; /* made on first use */
};

/* Lives while its unit is parsed. */
struct parse {
    const struct parse_input *input;
    struct headers *headers;
    struct ir_unit *unit;
    struct arena arena;
    struct include_flags args;
    VEC(struct CXUnsavedFile) unsaved;
    struct stubs stubs;
    struct strtab chosen;         /* "path:line" of each #error that was looked at */
    VEC(const char *) assumed;    /* what was defined for them */
    VEC(struct error_file) files; /* that errors stand in */
    struct buf opened;            /* the main file with its excluded code opened */
    struct buf sketch;            /* the main file with what Arduino's builder adds */
    struct buf with_ends;         /* the main file with what frontend/cxx_ends.h appends */
    bool sees_excluded;
    struct macro_bodies bodies;
    struct buf with_bodies; /* the main file and the functions that stand for its macros */
    struct excluded_names names;
    const char *unknown_cpu; /* the flag that was dropped for it, or NULL */
};

void attempt_add_arg(struct parse *parse, const char *arg);
/* Parses with what `parse` holds now. The caller drops it. */
struct attempt attempt_make(struct parse *parse);
void attempt_drop(struct attempt *attempt);

/* The text that stands for a file, or NULL: then the file itself counts. */
struct CXUnsavedFile *attempt_find_text(struct parse *parse, const char *name);
/* Both are borrowed until the unit is done. */
void attempt_set_text(struct parse *parse, const char *name, const char *contents);

/* The main file as it is before anything is done to it; false: it cannot be read. */
bool attempt_read_main(const struct parse *parse, struct buf *out);

/* The file that an error stands in and where in it; NULL without one. Borrowed until the next text is set. */
struct error_file *attempt_error_place(struct parse *parse, CXDiagnostic diagnostic, unsigned *line,
                                       unsigned *offset);

#endif
