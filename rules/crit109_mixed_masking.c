/*
 * CRIT109: two mechanisms are nested so that the end of the inner one undoes or weakens the
 * outer one.
 *
 * Two shapes: an unconditional enable while this function holds another mechanism (a counted
 * section or a raised ceiling), and a counted section whose exit clears the ceiling or the
 * mask that was set before it was entered. What an exit clears is flow/section_exit.h's matter.
 */
#include "flow/section_exit.h"
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

static bool is_last_exit(const struct event *event)
{
    return event->before.section_high == 1 && event->before.section_low == 1;
}

/* The exit of the outermost section opens what was masked before the section was entered. */
static uint32_t undone_by_exit(const struct facts *facts, uint32_t func, const struct event *event)
{
    uint8_t opens = is_last_exit(event) ? section_exit_opens(facts, func, event->op) : 0;
    return opens & (1 << GATE_CEILING)  ? event->before.by[GATE_CEILING]
           : opens & (1 << GATE_GLOBAL) ? event->before.by[GATE_GLOBAL]
                                        : FLOW_NONE;
}

/* A kernel whose count starts high opens nothing in main: is the function reached from elsewhere? */
static bool runs_later(const struct rule_context *context, uint32_t func, const struct event *event)
{
    const struct reach *reach = &context->flow->facts.reach;
    bool waits = section_exit_waits(&context->flow->facts, func, event->op);
    for (uint32_t i = 0; waits && i < reach->entries.count; i++) {
        const struct reach_entry *entry = &reach->entries.data[i];
        if (entry->func == func && crit_context(context, entry->context)->kind != CONTEXT_MAIN) {
            return true;
        }
    }
    return !waits || !context->flow->facts.contexts.is_whole;
}

/* A context in which a caller holds the gate when this function enters its section. */
static const struct reach_entry *caller_holds(const struct rule_context *context, uint32_t func,
                                              enum gate gate)
{
    const struct reach *reach = &context->flow->facts.reach;
    for (uint32_t i = 0; i < reach->entries.count; i++) {
        const struct reach_entry *entry = &reach->entries.data[i];
        bool in_main = gate == GATE_GLOBAL && crit_context(context, entry->context)->kind == CONTEXT_MAIN &&
                       context->flow->facts.contexts.is_whole;
        if (entry->func == func && entry->from_call != FLOW_NONE && entry->mask.section_high == 0 &&
            entry->mask.gate[gate] == MAY_MASKED && !in_main) {
            return entry;
        }
    }
    return NULL;
}

/* PRIMASK and its kin: too few of these findings were judged so far. */
static void grade(struct finding *finding, bool is_ceiling)
{
    finding->severity = is_ceiling ? SEVERITY_ERROR : SEVERITY_NOTE;
    finding->tier = is_ceiling ? finding->tier : TIER_C;
}

static void check_callers(struct rule_context *context, uint32_t func, const struct event *event)
{
    const struct facts *facts = &context->flow->facts;
    uint8_t opens = is_last_exit(event) ? section_exit_opens(facts, func, event->op) : 0;
    bool is_ceiling = (opens & (1 << GATE_CEILING)) != 0;
    const struct reach_entry *entry =
        opens ? caller_holds(context, func, is_ceiling ? GATE_CEILING : GATE_GLOBAL) : NULL;
    if (!entry) {
        return;
    }
    const struct program_call *call = &facts->program->calls.data[entry->from_call];
    uint32_t loc = crit_op_loc(context, func, event->op);
    struct finding *finding =
        crit_report(context, func, loc, "leaving this section %s of a caller",
                    is_ceiling ? "clears the priority ceiling" : "opens the interrupts");
    grade(finding, is_ceiling);
    crit_step(context, finding, call->caller, crit_op_loc(context, call->caller, call->op), "", false, "%s",
              is_ceiling ? "called with the ceiling raised" : "called with interrupts masked");
    crit_step(context, finding, func, loc, "", false, "%s",
              is_ceiling ? "the kernel's exit writes 0 to the ceiling"
                         : "the kernel's exit enables interrupts");
    finding->advice = is_ceiling ? "use one mechanism for both, or save and restore the ceiling"
                                 : "use one mechanism for both";
}

static void report_exit(struct rule_context *context, uint32_t func, const struct event *event,
                        uint32_t outer)
{
    bool is_ceiling = event->before.by[GATE_CEILING] == outer;
    uint32_t loc = crit_op_loc(context, func, event->op);
    struct finding *finding =
        crit_report(context, func, loc, "leaving this section %s before",
                    is_ceiling ? "clears the priority ceiling raised" : "opens the interrupts masked");
    grade(finding, is_ceiling);
    crit_step(context, finding, func, crit_op_loc(context, func, outer), "", false, "%s",
              is_ceiling ? "the ceiling is raised here" : "masked here");
    crit_step(context, finding, func, loc, "", false, "%s",
              is_ceiling ? "the kernel's exit writes 0 to the ceiling"
                         : "the kernel's exit enables interrupts");
    finding->advice = "use one mechanism for both, or save and restore the inner one";
}

static void report_enable(struct rule_context *context, uint32_t func, const struct event *event,
                          uint32_t outer)
{
    uint32_t loc = crit_op_loc(context, func, event->op);
    struct finding *finding = crit_report(context, func, loc, "enables %s inside a section of another kind",
                                          crit_part_name(context, func, event));
    finding->severity = SEVERITY_ERROR;
    crit_step(context, finding, func, crit_op_loc(context, func, outer), "", false,
              "the outer section begins here");
    crit_step(context, finding, func, loc, "", false, "enabled here, inside it");
    finding->advice = "use one mechanism for both, or save and restore the inner one";
}

static void check_function(struct rule_context *context, uint32_t func)
{
    const struct summary *summary = &context->flow->facts.summaries[func];
    uint32_t last = FLOW_NONE;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        bool enables = event->kind == EVENT_UNMASK && event->part != MODEL_PART_LINE;
        bool exits = event->kind == EVENT_EXIT && event->part == MODEL_PART_SECTION;
        if (event->op == last || !(enables || exits)) {
            continue;
        }
        uint32_t outer =
            enables ? outer_of_enable(event) : undone_by_exit(&context->flow->facts, func, event);
        last = exits || outer != FLOW_NONE ? event->op : last;
        if (exits && outer == FLOW_NONE) {
            check_callers(context, func, event);
        } else if (exits && runs_later(context, func, event)) {
            report_exit(context, func, event, outer);
        } else if (enables && outer != FLOW_NONE) {
            report_enable(context, func, event, outer);
        }
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
