/*
 * A suppression in the source that no finding needs.
 * The driver finds it: it is about no fact of the firmware.
 */
#include "rules/rule.h"

const struct rule rule_crit901 = {
    .info =
        {
            .code = "CRIT901",
            .name = "unused-suppression",
            .summary = "a suppression that suppresses nothing",
            .tier = TIER_B,
        },
};
