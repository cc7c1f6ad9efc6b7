/*
 * CRIT208: a function works in static storage, and a handler runs the same function in the middle
 * of it.
 *
 * Reads flow/reentry.h. Said once for a function, with the first of its objects; races on what others
 * access too are CRIT201's and CRIT202's.
 */
#include "rules/rule.h"

#include "flow/reentry.h"

static void report(struct rule_context *context, const struct reentry *reentry)
{
    const struct access *write = reentry->write;
    const char *func = program_name(context->flow->facts.program, write->func);
    const char *name = access_name(&context->flow->facts, write);
    const struct context *who = crit_context(context, write->context);
    const struct context *by = crit_context(context, reentry->by->context);
    uint32_t loc = crit_op_loc(context, write->func, write->op);
    struct finding *finding =
        crit_report(context, write->func, loc, "'%s' works in the static '%s', and '%s' runs it too", func,
                    name, by->name);
    finding->severity = SEVERITY_NOTE;
    crit_step(context, finding, write->func, loc, who->name, false, "writes '%s'", name);
    crit_step(context, finding, reentry->by->func, crit_op_loc(context, reentry->by->func, reentry->by->op),
              by->name, true, "(%s) preempts, runs the same function and writes '%s'",
              crit_priority_text(context, by), name);
    crit_step(context, finding, write->func, crit_op_loc(context, write->func, reentry->read->op), who->name,
              false, "reads what the handler has left there");
    finding->why = crit_text(context, "nothing masks '%s' here (found by %s)", by->name, by->found);
    finding->advice = "work in automatic storage or in memory of the caller, or mask the handler around it";
}

static void check_program(struct rule_context *context)
{
    struct reentries reentries;
    struct map said = {0};
    reentry_find(&reentries, context->flow);
    for (size_t i = 0; i < reentries.data.count; i++) {
        uint32_t func = reentries.data.data[i].write->func;
        if (map_get(&said, func) == MAP_NONE) {
            map_set(&said, func, 0);
            report(context, &reentries.data.data[i]);
        }
    }
    map_free(&said);
    reentry_free(&reentries);
}

const struct rule rule_crit208 = {
    .info =
        {
            .code = "CRIT208",
            .name = "non-reentrant-state",
            .summary = "a function works in static storage, and a handler runs it in the middle of itself",
            .cwe = 663,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
