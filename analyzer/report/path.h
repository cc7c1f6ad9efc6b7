/*
 * Paths for machine formats: relative to the root of the analysed tree, so that the same
 * tree gives the same bytes wherever it lies.
 */
#ifndef REPORT_PATH_H
#define REPORT_PATH_H

#include "base/buf.h"

#include <stdbool.h>

/*
 * Appends `file` relative to `root` and returns true, or returns false and appends its absolute
 * path if it lies outside. Both may be relative to the working directory; `root` may be NULL.
 */
bool path_in_root(struct buf *out, const char *root, const char *file);

/* Appends `path` as a URI reference; an absolute path becomes a file: URI. */
void path_put_uri(struct buf *out, const char *path);
/* Appends the file: URI of a folder, with the slash at its end. NULL: the working directory. */
void path_put_folder_uri(struct buf *out, const char *folder);

#endif
