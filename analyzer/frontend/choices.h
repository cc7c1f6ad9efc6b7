/*
 * A header that stops with #error unless the build names the device ("select the target first") empties
 * every unit that includes it. Which names would it have taken, and which of them does the tree mean?
 *
 * Works on the text around the #error: the branch that holds it is left when a name of the branches
 * before it is defined, or one whose absence opened it.
 */
#ifndef FRONTEND_CHOICES_H
#define FRONTEND_CHOICES_H

#include "base/buf.h"
#include "frontend/project.h"

enum choice {
    CHOICE_NONE,       /* it is no #error, or nothing would do */
    CHOICE_ONLY,       /* one name would do: a setting that is missing */
    CHOICE_OF_SEVERAL, /* a part, a board: other #errors may follow from its absence */
};

/*
 * Writes "NAME" or "NAME=VALUE", what a -D would say, to `define` (which is cleared). `line` (from 1) is
 * that of the #error; `path` the unit's, for what is near. Without a mention in the tree the first name is
 * taken, but none that only a compiler defines.
 */
enum choice choices_make(const char *text, unsigned line, const struct projects *projects, const char *path,
                         struct buf *define);

#endif
