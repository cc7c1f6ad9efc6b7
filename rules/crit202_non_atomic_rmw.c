/*
 * CRIT202: a read-modify-write of an object that a handler writes, with nothing held: the
 * handler's change between the read and the write is lost. Volatile changes nothing here.
 */
#include "rules/rule.h"
#include "rules/race_story.h"

static void check_program(struct rule_context *context)
{
    const struct races *races = &context->flow->races;
    for (size_t i = 0; i < races->data.count; i++) {
        const struct race *race = &races->data.data[i];
        if (race->kind == RACE_UPDATE && !race->guarded && !race->partial) {
            race_report(context, race, "is changed in a read-modify-write here");
        }
    }
}

const struct rule rule_crit202 = {
    .info =
        {
            .code = "CRIT202",
            .name = "non-atomic-rmw",
            .summary = "an object that a handler writes is changed in a read-modify-write without a guard",
            .cwe = 362,
            .tier = TIER_A,
        },
    .on_program = check_program,
};
