/*
 * What changed in a work tree since a revision, as git says it. A repository may not be yours:
 * nothing that its own configuration names is started, neither hooks and monitors nor diff tools
 * nor filters, and a revision is never taken for an option.
 */
#ifndef DRIVER_GIT_H
#define DRIVER_GIT_H

#include "base/arena.h"
#include "base/vec.h"
#include "core/notice.h"

#include <stdbool.h>

/* Lines that a file has now and had not then. */
struct git_change {
    const char *file;     /* without links */
    uint32_t line, count; /* count 0: something was removed behind `line` */
    bool removes;         /* lines that it had then are gone */
};

struct git_changes {
    VEC(struct git_change) data;
};

/*
 * With the edits that are not committed, and the files that git does not know. `since_base`: what
 * changed since the branch left `revision`. False after a NOTICE_ERROR. The caller frees `data`.
 */
bool git_changes(struct git_changes *changes, struct arena *run, const char *folder, const char *revision,
                 bool since_base, struct notice_list *notices);

#endif
