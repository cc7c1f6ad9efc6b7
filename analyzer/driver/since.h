/*
 * `--since`: findings that a change may have made. One counts if a line of it or of one of its steps
 * is new, or lies in a function of which lines were removed: what was removed may have been its guard.
 * A macro's line counts for its uses. What a change does to callers far away it does not see: a
 * baseline does.
 */
#ifndef DRIVER_SINCE_H
#define DRIVER_SINCE_H

#include "core/finding.h"
#include "driver/extract.h"
#include "driver/git.h"

/* What changed, where the options ask for it. False after a notice. The caller frees `data`. */
bool since_read(struct git_changes *changes, struct arena *run, const struct options *options,
                struct notice_list *notices);
/* Keeps the findings that count. */
void since_keep(struct finding_list *findings, const struct git_changes *changes,
                const struct extracted *extracted);

#endif
