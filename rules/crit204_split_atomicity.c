/*
 * CRIT204: a value is taken out of a shared variable, and the variable is reset by the next
 * statement, with nothing held: what a handler adds between the two is reset unseen.
 *
 * One of the four patterns of two accesses that must be one (read, then write, against a remote
 * update). Silent where the value is only tested: a flag that is set twice and seen once is meant.
 */
#include "rules/rule.h"
#include "rules/race_story.h"

static void check_program(struct rule_context *context)
{
    const struct races *races = &context->flow->races;
    for (size_t i = 0; i < races->data.count; i++) {
        const struct race *race = &races->data.data[i];
        if (race->kind == RACE_TAKEN) {
            race_report(context, race, "is read, and reset by another access here");
        }
    }
}

const struct rule rule_crit204 = {
    .info =
        {
            .code = "CRIT204",
            .name = "split-atomicity",
            .summary = "a value is taken out of shared data and reset in a second step without a guard",
            .cwe = 366,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
