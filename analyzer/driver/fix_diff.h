/* A unified diff of one file and its edits, as `patch -p0` reads it. */
#ifndef DRIVER_FIX_DIFF_H
#define DRIVER_FIX_DIFF_H

#include "driver/fix_file.h"

/* `made`: the file after its edits, of fix_apply(). */
void fix_diff(struct buf *out, const struct fix_file *file, const struct buf *made);

#endif
