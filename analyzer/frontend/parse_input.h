/* What is known of a unit before it is parsed. */
#ifndef FRONTEND_PARSE_INPUT_H
#define FRONTEND_PARSE_INPUT_H

#include "frontend/macro_body.h"
#include "frontend/trace.h"
#include "ir/ir.h"

#include <stddef.h>

/* What a file is read as, in place of what lies on the disk. */
struct parse_text {
    const char *path, *text;
};

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
    const struct parse_text *texts;
    size_t text_count;
    struct parse_trace *trace; /* what was looked at is added to it; or NULL */
};

#endif
