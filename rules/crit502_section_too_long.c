/*
 * CRIT502: the longest way through a critical section takes more instructions than the budget: whoever
 * is delayed by it waits that long at least.
 *
 * By the lower bound, which counts what no compiler leaves out: a section that may be long, or whose
 * length is not known, is silent. So is one that nobody is known to be delayed by: before interrupts are
 * armed, or where nothing calls it. A single line, or the scheduler, may be shut for long on purpose: that
 * is what long work is to do. Loops that wait are CRIT503's matter, calls that wait CRIT501's.
 */
#include "rules/length_story.h"
#include "rules/rule.h"

#include "flow/delay.h"

#include <inttypes.h>

static const char *state_of(enum model_part part)
{
    switch (part) {
    case MODEL_PART_SECTION: return "held";
    case MODEL_PART_CEILING: return "raised";
    default: return "masked";
    }
}

/* The most urgent of those who wait. */
static const struct context *most_urgent(const struct rule_context *context, const struct delay *delay)
{
    const struct contexts *contexts = &context->flow->facts.contexts;
    const struct context *first = NULL;
    for (size_t i = 0; i < contexts->data.count; i++) {
        const struct context *handler = &contexts->data.data[i];
        if (delay->handlers[i] && (!first || contexts_compare(contexts, handler, first) < 0)) {
            first = handler;
        }
    }
    return first;
}

static void report(struct rule_context *context, const struct section *section, const struct delay *delay)
{
    const struct longest *longest = &section->longest;
    struct event opened = *section->event;
    opened.part = (uint8_t)section->part;
    const char *part = crit_part_name(context, section->func, &opened);
    const char *state = state_of(section->part);
    uint32_t loc = crit_op_loc(context, section->func, section->op);
    struct finding *finding = crit_report(context, section->func, loc,
                                          "%s %s for at least %" PRIu64 " instructions, the budget is %u",
                                          part, state, longest->cost.low, context->settings->section_budget);
    finding->severity = SEVERITY_NOTE;
    finding->key = crit_text(context, "%s %s %s", finding->rule->code, finding->function, part);
    crit_step(context, finding, section->func, loc, "", false, "%s %s here", part,
              section->part == MODEL_PART_SECTION ? "entered" : state);
    length_steps(context, finding, section->func, longest);
    crit_step(context, finding, section->func, crit_op_loc(context, section->func, longest->end), "", false,
              "ends here");
    const struct context *first = most_urgent(context, delay);
    if (first) {
        finding->why = crit_text(context, "'%s' waits that long%s", first->name,
                                 delay->count > 1 ? ", and others with it" : "");
    }
    finding->advice = "copy what is needed and work on the copy outside, or mask only who shares the data";
    if (delay->unsure) {
        crit_lower(finding);
    }
}

static void check_program(struct rule_context *context)
{
    struct sections sections;
    struct arena scratch = {0};
    sections_find(&sections, &context->flow->facts);
    for (size_t i = 0; i < sections.data.count; i++) {
        const struct section *section = &sections.data.data[i];
        bool milder = section->part == MODEL_PART_LINE || section->part == MODEL_PART_SCHED;
        if (milder || section->longest.cost.low <= context->settings->section_budget) {
            continue;
        }
        struct delay delay = delay_of(&scratch, &sections, section);
        if (delay.count) {
            report(context, section, &delay);
        }
    }
    sections_free(&sections);
    arena_free(&scratch);
}

const struct rule rule_crit502 = {
    .info =
        {
            .code = "CRIT502",
            .name = "section-too-long",
            .summary = "a critical section takes more instructions than its budget",
            .cwe = 1322,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
