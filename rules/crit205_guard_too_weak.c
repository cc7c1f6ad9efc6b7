/*
 * CRIT205: a guard is held at the access, but it does not stop the handler that shares the
 * data: another line, a ceiling below the handler's priority, a scheduler lock.
 */
#include "rules/rule.h"
#include "rules/race_story.h"

static void check_program(struct rule_context *context)
{
    const struct races *races = &context->flow->races;
    for (size_t i = 0; i < races->data.count; i++) {
        const struct race *race = &races->data.data[i];
        bool repeated = i > 0 && races->data.data[i - 1].at_risk->object == race->at_risk->object &&
                        races->data.data[i - 1].at_risk->func == race->at_risk->func &&
                        races->data.data[i - 1].guarded;
        if (race->guarded && !repeated) {
            race_report(context, race, "is accessed under a guard that lets the handler through");
        }
    }
}

const struct rule rule_crit205 = {
    .info = {
        .code = "CRIT205",
        .name = "guard-too-weak",
        .summary = "a section is held, but it does not stop the handler that shares the data",
        .cwe = 820,
        .tier = TIER_A,
    },
    .on_program = check_program,
};
