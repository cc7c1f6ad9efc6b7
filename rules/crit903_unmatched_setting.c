/*
 * A name in the configuration that the program does not have.
 * The driver finds it: it is about no fact of the firmware.
 */
#include "rules/rule.h"

const struct rule rule_crit903 = {
    .info =
        {
            .code = "CRIT903",
            .name = "unmatched-setting",
            .summary = "a setting or a model that speaks of nothing in the program",
            .tier = TIER_B,
        },
};
