/*
 * CRIT109: two mechanisms are nested so that the end of the inner one undoes or weakens the
 * outer one.
 *
 * Two shapes: an unconditional enable while this function holds another mechanism (a counted
 * section or a raised ceiling), and a counted section whose exit clears the ceiling or the
 * mask that was set before it was entered.
 */
#include "rules/rule.h"

static uint32_t outer_of_enable(const struct event *event)
{
    if (event->before.section_high > 0 && event->before.section_low > 0) {
        return event->before.section_by;
    }
    if (event->part == MODEL_PART_GLOBAL && event->before.by[GATE_CEILING] != FLOW_NONE) {
        return event->before.by[GATE_CEILING];
    }
    return FLOW_NONE;
}

/* The exit of the outermost section opens what was masked before the section was entered. */
static uint32_t undone_by_exit(const struct event *event)
{
    bool last = event->before.section_high == 1 && event->before.section_low == 1;
    return last ? event->before.by[GATE_CEILING] : FLOW_NONE;
}

/* A context in which a caller holds the ceiling when this function enters its section. */
static const struct reach_entry *caller_holds(const struct rule_context *context, uint32_t func)
{
    const struct reach *reach = &context->flow->reach;
    for (uint32_t i = 0; i < reach->entries.count; i++) {
        const struct reach_entry *entry = &reach->entries.data[i];
        if (entry->func == func && entry->from_call != FLOW_NONE && entry->mask.section_high == 0 &&
            entry->mask.gate[GATE_CEILING] == MAY_MASKED) {
            return entry;
        }
    }
    return NULL;
}

static void check_callers(struct rule_context *context, uint32_t func, const struct event *event)
{
    const struct reach_entry *entry = caller_holds(context, func);
    if (!entry || event->before.section_high != 1 || event->before.section_low != 1) {
        return;
    }
    const struct program_call *call = &context->flow->program->calls.data[entry->from_call];
    uint32_t loc = crit_op_loc(context, func, event->op);
    struct finding *finding =
        crit_report(context, func, loc, "leaving this section clears the priority ceiling of a caller");
    finding->severity = SEVERITY_ERROR;
    crit_step(context, finding, call->caller, crit_op_loc(context, call->caller, call->op), "", false,
              "called with the ceiling raised");
    crit_step(context, finding, func, loc, "", false, "the kernel's exit writes 0 to the ceiling");
    finding->advice = "use one mechanism for both, or save and restore the ceiling";
}

static void check_function(struct rule_context *context, uint32_t func)
{
    const struct summary *summary = &context->flow->summaries[func];
    uint32_t last = FLOW_NONE;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        bool enables = event->kind == EVENT_UNMASK && event->part != MODEL_PART_LINE;
        bool exits = event->kind == EVENT_EXIT && event->part == MODEL_PART_SECTION;
        uint32_t outer = enables ? outer_of_enable(event) : exits ? undone_by_exit(event) : FLOW_NONE;
        if (event->op == last) {
            continue;
        }
        if (exits && outer == FLOW_NONE) {
            last = event->op;
            check_callers(context, func, event);
        }
        if (outer == FLOW_NONE) {
            continue;
        }
        last = event->op;
        uint32_t loc = crit_op_loc(context, func, event->op);
        struct finding *finding =
            enables ? crit_report(context, func, loc, "enables %s inside a section of another kind",
                                  crit_part_name(context, event))
                    : crit_report(context, func, loc,
                                  "leaving this section clears the priority ceiling raised before");
        finding->severity = SEVERITY_ERROR;
        crit_step(context, finding, func, crit_op_loc(context, func, outer), "", false,
                  enables ? "the outer section begins here" : "the ceiling is raised here");
        crit_step(context, finding, func, loc, "", false,
                  enables ? "enabled here, inside it" : "the kernel's exit writes 0 to the ceiling");
        finding->advice = "use one mechanism for both, or save and restore the inner one";
    }
}

const struct rule rule_crit109 = {
    .info =
        {
            .code = "CRIT109",
            .name = "mixed-masking",
            .summary = "two masking mechanisms are nested so that the inner exit undoes the outer",
            .cwe = 667,
            .tier = TIER_A,
        },
    .on_function = check_function,
};
