/* The words by which a user speaks of rules: codes, prefixes of codes, names, ALL. */
#ifndef DRIVER_SELECTION_H
#define DRIVER_SELECTION_H

#include "core/rule_info.h"
#include "driver/options.h"

#include <stdbool.h>

/* Do --select and --ignore leave the rule on? */
bool selection_has(const struct options *options, const struct rule_info *rule);
/* Does every word of both name something? A typo would run as if it were right. Says which not. */
bool selection_is_known(const struct options *options);

#endif
