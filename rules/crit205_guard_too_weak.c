/*
 * CRIT205: a guard is held at the access, but it does not stop the handler that shares the
 * data: another line, a ceiling below the handler's priority, a scheduler lock; or the section
 * covers other accesses of the function and misses this one (starts late, ends early).
 */
#include "rules/rule.h"
#include "rules/race_story.h"

static void check_program(struct rule_context *context)
{
    const struct races *races = &context->flow->races;
    for (size_t i = 0; i < races->data.count; i++) {
        const struct race *race = &races->data.data[i];
        const struct race *before = i > 0 ? race - 1 : NULL;
        bool repeated = before && race_same_cause(before, race) && (before->guarded || before->partial);
        if ((race->guarded || race->partial) && race->kind != RACE_TAKEN && !repeated) {
            race_report(context, race,
                        race->guarded ? "is accessed under a guard that lets the handler through"
                                      : "is accessed outside of the section that guards it");
        }
    }
}

const struct rule rule_crit205 = {
    .info =
        {
            .code = "CRIT205",
            .name = "guard-too-weak",
            .summary = "a section is held, but it does not stop the handler that shares the data",
            .cwe = 820,
            .tier = TIER_A,
        },
    .on_program = check_program,
};
