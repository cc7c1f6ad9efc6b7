/*
 * How a path is shown. Databases and compilers name files absolutely; a finding names them as the
 * user did: below "src" or "../fw" if that was asked for, else below the working directory, else
 * absolutely. One file has one name, or it would count as two.
 */
#ifndef DRIVER_VIEW_H
#define DRIVER_VIEW_H

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"

#include <stdbool.h>

struct view_root {
    const char *shown, *real;
};

struct view {
    struct arena *run;
    VEC(struct view_root) roots; /* the first that holds a path names it */
    struct strtab names;
    VEC(const char *) shown; /* by the id of the path in `names`; NULL: not asked yet */
};

/* The working directory is the last root; add the others before paths are shown. */
void view_init(struct view *view, struct arena *run);
void view_add(struct view *view, const char *shown);
void view_free(struct view *view);
/* `path` is absolute; it need not exist. */
const char *view_path(struct view *view, const char *path);

/* `path` from `folder`, unless it is absolute. */
const char *view_join(struct arena *run, const char *folder, const char *path);
/* Without links and dots; NULL if it does not exist. */
const char *view_real(struct arena *run, const char *path);
/* Is `path` the folder `root`, or below it? Both as view_real() gives them. */
bool view_below(const char *root, const char *path);

#endif
