/* Facts → findings → bytes: what `critlint check` does once the units are read. */
#ifndef DRIVER_CHECK_H
#define DRIVER_CHECK_H

#include "core/finding.h"
#include "driver/extract.h"
#include "flow/flow.h"

/* Runs the selected rules; the list is sorted and suppressed findings are marked. */
void check_rules(struct flow *flow, const struct options *options, const struct unit_plans *plans,
                 struct finding_list *findings);
/* Writes every wanted format. Returns the exit status of interface.md. */
int check_report(const struct options *options, const struct unit_plans *plans,
                 const struct extracted *extracted, struct finding_list *findings,
                 struct notice_list *notices, bool planned);

#endif
