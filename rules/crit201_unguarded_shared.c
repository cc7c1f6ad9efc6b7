/*
 * CRIT201: data that belongs together is moved in several steps while a handler that writes
 * (or reads) it can run between them, and nothing is held.
 *
 * Reads flow/race.h: torn objects (wider than the target moves at once) and several fields of
 * one object. Lost updates are CRIT202's, guards that do not reach are CRIT205's. One finding
 * for an object and a function.
 */
#include "rules/rule.h"
#include "rules/race_story.h"

static void check_program(struct rule_context *context)
{
    const struct races *races = &context->flow->races;
    for (size_t i = 0; i < races->data.count; i++) {
        const struct race *race = &races->data.data[i];
        if (race->kind == RACE_UPDATE || race->kind == RACE_TAKEN || race->guarded || race->partial) {
            continue;
        }
        bool repeated = false;
        for (size_t j = i;
             j-- > 0 && races->data.data[j].at_risk->object == race->at_risk->object && !repeated;) {
            const struct race *other = &races->data.data[j];
            repeated = race_same_cause(race, other) && other->kind != RACE_UPDATE &&
                       other->kind != RACE_TAKEN && !other->guarded;
        }
        if (!repeated) {
            race_report(context, race,
                        race->kind == RACE_TORN ? "is moved in several steps here"
                                                : "is accessed field by field here");
        }
    }
}

const struct rule rule_crit201 = {
    .info =
        {
            .code = "CRIT201",
            .name = "unguarded-shared",
            .summary = "data shared with a handler is accessed in several steps without a guard",
            .cwe = 362,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
