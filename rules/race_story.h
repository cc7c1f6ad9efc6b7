/* The words for a race: who is at risk, who cuts in, and why it can. Shared by CRIT201 to 205. */
#ifndef RULES_RACE_STORY_H
#define RULES_RACE_STORY_H

#include "rules/rule.h"

/* One cause, one finding: the same object at risk in the same function. */
bool race_same_cause(const struct race *a, const struct race *b);
/* Reports at the access at risk; `what` says what happens to the object there. Valid until the next report.
 */
struct finding *race_report(struct rule_context *context, const struct race *race, const char *what);

#endif
