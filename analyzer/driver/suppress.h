/*
 * Suppressions in the source: `// critlint: ignore[CRIT101] reason` on the line of a finding,
 * `ignore-next-line[...]` on the line before, `ignore-file[...]` anywhere; on the definition of a
 * macro, for its uses. Several words by commas: codes, beginnings of codes (CRIT1), names.
 */
#ifndef DRIVER_SUPPRESS_H
#define DRIVER_SUPPRESS_H

#include "core/finding.h"
#include "driver/extract.h"
#include "driver/suppress_text.h"

/* Those of all units, each file's once. The caller frees with suppress_free(). */
void suppress_collect(struct suppressions *list, struct arena *run, const struct extracted *extracted);
/* Marks the findings that one of them names, with its reason, and those as used. */
void suppress_mark(struct finding_list *findings, struct suppressions *list);
/*
 * Reports what is wrong with them: CRIT901, one that suppresses nothing although its rule was run;
 * CRIT902, one without a reason, where the configuration asks for it. Errs towards "another build
 * needs it": code that is not compiled here says nothing, and neither does a part of a tree.
 */
void suppress_report(struct finding_list *findings, struct suppressions *list, struct arena *run,
                     const struct options *options, const struct extracted *extracted,
                     const struct unit_plans *plans);

#endif
