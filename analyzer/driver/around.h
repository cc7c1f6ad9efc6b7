/*
 * What lies around the files that were asked for: of a tree too large to be read for the sake of one file,
 * the sources whose functions call into it, up to three calls away, those that use the variables that it
 * uses, and those that define what it calls. Who runs a function, and with what masked, stands there.
 * Of files that define one function only the nearest is taken: the others are for other boards.
 *
 * Chosen by text (frontend/outline.h), nearest folders first, so a choice may be missed or be of no use: it
 * adds facts, and its own findings are not shown.
 */
#ifndef DRIVER_AROUND_H
#define DRIVER_AROUND_H

#include "base/arena.h"
#include "base/vec.h"
#include "core/notice.h"

#include <stddef.h>

enum { AROUND_DEFAULT = 40 };

typedef VEC(const char *) around_list;

/*
 * Appends at most `limit` of `sources`, paths below `root`; `asked` are paths as the user gave them. What was
 * left unread because the tree is too large is noticed.
 */
void around_find(around_list *found, struct arena *run, const char *root, const char *const *sources,
                 size_t source_count, const char *const *asked, size_t asked_count, size_t limit,
                 struct notice_list *notices);

#endif
