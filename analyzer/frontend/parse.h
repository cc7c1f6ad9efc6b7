/*
 * Parsing one unit with libclang and lowering it. The only door of the folder for C sources.
 */
#ifndef FRONTEND_PARSE_H
#define FRONTEND_PARSE_H

#include "frontend/macro_body.h"
#include "ir/ir.h"

#include <stddef.h>

/* One source file and how to compile it. Borrowed strings. */
struct parse_input {
    const char *path;        /* as the user gave it */
    const char *const *args; /* flags for clang, mapped and complete but for the resource directory */
    size_t arg_count;
    struct ir_target target; /* strings unused; arch and pointer size */
    const char *triple, *cpu;
    bool is_cxx;
    bool opens_excluded; /* look at functions that the configuration leaves out (frontend/excluded.h),
                            and at macros that nothing uses (frontend/macro_body.h) */
    bool finds_headers;  /* no build says where the headers are */
    struct macro_known known_macros;
};

/* Finds headers that clang does not: the tree index and the built-in shims (frontend/headers.h). */
struct headers;

/*
 * Parses and lowers into `unit` (empty on entry). Never fails: a unit that gives nothing has
 * health IR_LOST and a notice that says why. `headers` may be NULL.
 */
void parse_unit(struct ir_unit *unit, const struct parse_input *input, struct headers *headers);

#endif
