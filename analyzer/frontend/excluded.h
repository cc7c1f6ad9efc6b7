/*
 * Code that the configuration leaves out. A driver stands behind `#ifdef CONFIG_UART2`; without
 * the generated configuration the whole file is empty, and nothing in it would be looked at.
 *
 * Works on the text: the condition of a chain (#if ... #elif ... #endif) that excludes functions or
 * macros that the caller knows, and of which no branch that is taken has any, is rewritten to be
 * true. Lines stay where they are. A macro behind its own #ifndef is a fallback, and stays one. What the
 * author switched off (#if 0) and other languages (__cplusplus) stay excluded.
 */
#ifndef FRONTEND_EXCLUDED_H
#define FRONTEND_EXCLUDED_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include "frontend/macro_use.h"

#include <stdbool.h>
#include <stddef.h>

struct excluded_names {
    VEC(const char *) data; /* "CONFIG_UART2": names whose absence excluded something */
};

/* From the line (from 1) of the directive that began to skip to that of the one that ended it. */
struct excluded_range {
    unsigned begin, end;
};

/*
 * `skipped`: what a preprocessor left out. Writes
 * the changed text to `out` (which is cleared) and adds the names that the opened conditions
 * test. False if nothing was to be opened; `out` is then empty.
 */
bool excluded_open(const char *text, const struct excluded_range *skipped, size_t skipped_count,
                   struct macro_known known, struct arena *arena, struct buf *out,
                   struct excluded_names *names);

#endif
