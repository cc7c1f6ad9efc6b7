/*
 * CRIT202: a read-modify-write of an object that a handler writes, with nothing held: the
 * handler's change between the read and the write is lost. Volatile changes nothing here. One
 * finding for a field and a function: the surest of its places, and the lines of the others.
 */
#include "rules/rule.h"
#include "rules/race_story.h"

enum { PLACES_MAX = 5 /* further ones that a finding names */ };

static bool is_bare_update(const struct race *race)
{
    return race->kind == RACE_UPDATE && !race->guarded && !race->partial;
}

static bool is_same_field(const struct race *a, const struct race *b)
{
    return race_same_cause(a, b) && a->at_risk->offset == b->at_risk->offset;
}

/* The bare updates among races of one field and function. */
static void report(struct rule_context *context, const struct race *races, size_t count)
{
    const struct race *surest = NULL;
    for (size_t i = 0; i < count; i++) {
        if (is_bare_update(&races[i]) && (!surest || races[i].doubt < surest->doubt)) {
            surest = &races[i];
        }
    }
    if (!surest) {
        return;
    }
    struct finding *finding = race_report(context, surest, "is changed in a read-modify-write here");
    int places = 0;
    for (size_t i = 0; i < count && places < PLACES_MAX; i++) {
        const struct access *other = races[i].at_risk;
        if (&races[i] != surest && is_bare_update(&races[i]) && other->op != surest->at_risk->op) {
            crit_step(context, finding, other->func, crit_op_loc(context, other->func, other->op),
                      crit_context(context, other->context)->name, false, "changes it here, too");
            places++;
        }
    }
}

static void check_program(struct rule_context *context)
{
    const struct races *races = &context->flow->races;
    for (size_t i = 0; i < races->data.count;) { /* those of one field and function stand side by side */
        size_t count = 1;
        while (i + count < races->data.count &&
               is_same_field(&races->data.data[i], &races->data.data[i + count])) {
            count++;
        }
        report(context, &races->data.data[i], count);
        i += count;
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
