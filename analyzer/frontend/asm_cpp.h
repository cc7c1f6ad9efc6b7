/*
 * The C preprocessor's part in an assembler source: #if and its kin, #define. Headers are not
 * read (`includes` counts them), so a name that a header would define is undefined here:
 * its #ifdef is skipped and its #ifndef taken, which loses optional parts of a file rather
 * than inventing them. Give the build's -D options to be exact.
 */
#ifndef FRONTEND_ASM_CPP_H
#define FRONTEND_ASM_CPP_H

#include "frontend/asm_text.h"

struct asm_cpp_result {
    uint32_t include_line; /* of the first active #include, or 0 */
    uint32_t error_line;   /* of the first active #error, or 0 */
    bool limit;            /* an expansion grew beyond its cap */
};

/*
 * Replaces `lines` by what is left after preprocessing. `defines` are "NAME" or "NAME=value".
 * A line of GNU as that starts with '#' and is no directive is a comment.
 */
struct asm_cpp_result asm_cpp(struct arena *arena, struct asm_lines *lines, const char *const *defines,
                              size_t define_count);

#endif
