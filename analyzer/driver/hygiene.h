/* CRIT901 to CRIT903: rules about what the user wrote for critlint, not about the firmware. */
#ifndef DRIVER_HYGIENE_H
#define DRIVER_HYGIENE_H

#include "core/finding.h"
#include "driver/extract.h"
#include "flow/contexts.h"

bool hygiene_runs(const char *code, const struct options *options);
/* A finding at a place that is no op: a comment, a line of a configuration. */
struct finding *hygiene_report(struct finding_list *findings, struct arena *run, const char *code,
                               const struct loc *loc, const char *message);
/*
 * CRIT903: handlers, tasks and entries that no program has, and rows of models that no unit mentions.
 * Of the closest configuration only: one that several projects share, or a file of models, may know
 * more than one of them needs.
 */
void hygiene_unmatched(struct finding_list *findings, struct arena *run, const struct options *options,
                       const struct context_claims *claims, const struct model *model,
                       const struct extracted *extracted, const struct unit_plans *plans);

#endif
