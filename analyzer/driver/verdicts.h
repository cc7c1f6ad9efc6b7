/* Facts → findings → bytes: what `critlint check` does once the units are read. */
#ifndef DRIVER_VERDICTS_H
#define DRIVER_VERDICTS_H

#include "core/finding.h"
#include "core/protection.h"
#include "driver/extract.h"
#include "flow/flow.h"
#include "report/latency.h"

/* Runs the selected rules, or every rule, on one image. What the findings hold lives in `run`. */
void check_rules(struct flow *flow, const struct options *options, bool every, struct arena *run,
                 struct finding_list *findings);
/* Once all images are done: keeps what the user asked to see, sorted; code that several images
 * share says a thing once. Suppressed findings are marked. Returns how many were left out because they lie in
 * third-party code. */
size_t keep_shown(struct finding_list *findings, const struct options *options,
                  const struct unit_plans *plans, const struct extracted *extracted);
/*
 * Writes every wanted format; html shows the protection map, too. `latency` may be NULL. Returns the exit
 * status.
 */
int check_report(const struct options *options, const struct unit_plans *plans,
                 const struct extracted *extracted, struct finding_list *findings,
                 struct notice_list *notices, const struct latency *latency,
                 const struct protection *protection, size_t folded, bool planned);

#endif
