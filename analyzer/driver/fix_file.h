/* Files as they lie on the disk, their places, and what edits make of them. */
#ifndef DRIVER_FIX_FILE_H
#define DRIVER_FIX_FILE_H

#include "base/buf.h"
#include "base/vec.h"
#include "core/finding.h"

#include <stdbool.h>

#define FIX_NOWHERE SIZE_MAX

typedef VEC(struct edit) edit_list;

struct fix_file {
    const char *path;      /* as findings name it */
    struct buf text, code; /* `code`: comments, strings and directives are blanks */
    bool is_read;
    VEC(size_t) lines; /* where each begins */
};

/* The name that a repair at `at` was given in a block: another one in that block needs another. */
struct fix_name {
    const struct fix_file *file;
    size_t block, at;
    const char *name;
};

struct fix_files {
    struct arena *run;
    VEC(struct fix_name) names;
    VEC(struct fix_file *) data;
};

/* NULL if it cannot be read, or is no text. Lives until fix_files_free(). */
const struct fix_file *fix_file_find(struct fix_files *files, const char *path);
void fix_files_free(struct fix_files *files);

/* Where a place lies in its file's text, or FIX_NOWHERE; and the place of [from, to). */
size_t fix_offset(const struct fix_file *file, uint32_t line, uint32_t column);
struct loc fix_loc(const struct fix_file *file, size_t from, size_t to);
/* The file with those of the edits that are its own. False: they overlap, or the file has other lines. */
bool fix_apply(const struct fix_file *file, const struct edit *edits, size_t count, struct buf *out);

#endif
