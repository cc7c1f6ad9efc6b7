/*
 * One line on the terminal that says how far a long run is, rewritten in place and gone at the end. It is
 * there only where standard error is a terminal that can rewrite a line and nobody logs it: not in a
 * pipe, not with CI set, not in the first moments.
 */
#ifndef DRIVER_PROGRESS_H
#define DRIVER_PROGRESS_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

struct progress {
    bool on, shown;
    double started, written; /* seconds of timing_now() */
    struct buf line;
};

void progress_start(struct progress *progress);
/* `name` is done, the `done`th of `count`. */
void progress_unit(struct progress *progress, size_t done, size_t count, const char *name);
/* What is done now, for all of them at once: "rules". */
void progress_pass(struct progress *progress, const char *name);
/* Removes the line; before anything else is printed. */
void progress_end(struct progress *progress);

#endif
