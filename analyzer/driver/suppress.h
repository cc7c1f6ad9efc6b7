/*
 * Suppressions in the source: `// critlint: ignore[CRIT101] reason` on the line of a finding,
 * `ignore-next-line[...]` on the line before, `ignore-file[...]` anywhere. Several codes by
 * commas; a code may be a prefix (CRIT1).
 */
#ifndef DRIVER_SUPPRESS_H
#define DRIVER_SUPPRESS_H

#include "base/arena.h"
#include "core/finding.h"

/* Marks the findings that a comment suppresses, with its reason. */
void suppress_mark(struct finding_list *findings, struct arena *run);

#endif
