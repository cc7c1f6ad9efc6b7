/*
 * A suppression without a reason, where the configuration asks for one.
 * The driver finds it: it is about no fact of the firmware.
 */
#include "rules/rule.h"

const struct rule rule_crit902 = {
    .info =
        {
            .code = "CRIT902",
            .name = "suppression-without-reason",
            .summary = "a suppression that does not say why",
            .tier = TIER_A,
        },
};
