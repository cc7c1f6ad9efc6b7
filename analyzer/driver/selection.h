/* The words by which a user speaks of rules: codes, prefixes of codes, names, ALL. */
#ifndef DRIVER_SELECTION_H
#define DRIVER_SELECTION_H

#include "core/rule_info.h"
#include "driver/options.h"

#include <stdbool.h>

/* Do --select and --ignore leave the rule on? */
bool selection_has(const struct options *options, const struct rule_info *rule);
/* The first word of a list that names nothing, for the notice; NULL: all are known. A typo would run as if
 * it were right. */
const char *selection_unknown(struct arena *run, const char *list);

#endif
