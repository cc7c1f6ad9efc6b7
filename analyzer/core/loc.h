/*
 * A range of source text that a person can open. Lines and columns count from 1; columns
 * count bytes, as libclang does; `end` is one past the last character. Line 0 means "no
 * location". Paths are interned (base/str.h) and as the user gave them: relative to the
 * working directory where that is possible.
 */
#ifndef CORE_LOC_H
#define CORE_LOC_H

#include <stdint.h>

struct loc {
    const char *file;
    uint32_t line, column;
    uint32_t end_line, end_column;
};

/* Total order: file, line, column, end. */
int loc_compare(const struct loc *a, const struct loc *b);

#endif
