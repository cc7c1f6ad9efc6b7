/*
 * CRIT103: a section is left, or interrupts enabled, on a path that did not enter it.
 *
 * The function itself enters on some path that reaches this exit, and comes here on another
 * without; a function that only leaves is an exit function and silent, and so is one that opens
 * its caller's section for a while. And a port's release that is given a constant.
 */
#include "rules/rule.h"

#include <string.h>

static bool leaves(const struct event *event)
{
    return event->kind == EVENT_EXIT ||
           (event->kind == EVENT_UNMASK && event->part != MODEL_PART_NONE && !(event->flags & EVENT_NESTED));
}

/* Nothing of this part is held by this function on this path. */
static bool is_bare(const struct event *event)
{
    if (event->part == MODEL_PART_SECTION || event->part == MODEL_PART_SCHED) {
        int8_t high =
            event->part == MODEL_PART_SECTION ? event->before.section_high : event->before.sched_high;
        return high <= 0;
    }
    enum gate gate = event->part == MODEL_PART_FAULT     ? GATE_FAULT
                     : event->part == MODEL_PART_CEILING ? GATE_CEILING
                                                         : GATE_GLOBAL;
    return event->before.by[gate] == FLOW_NONE && event->before.gate[gate] == RELATION_IDENTITY &&
           !(event->before.opaque & (1 << gate)) && !event->before.symbol[gate];
}

/* Two exits on one path and no enter: one of them was meant to be the enter. */
static bool leaves_twice(const struct summary *summary, uint8_t part, uint32_t *where)
{
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        int8_t high = part == MODEL_PART_SECTION ? event->before.section_high : event->before.sched_high;
        if (event->kind == EVENT_EXIT && event->part == part && high < 0) {
            *where = event->op;
            return true;
        }
    }
    return false;
}

/* Did the path to `event` pass an earlier exit of the same part? Then this one is the second. */
static bool entered_elsewhere(const struct summary *summary, const struct event *event, uint32_t *where)
{
    bool paired_here = false;
    bool enters = false;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *other = &summary->events.data[i];
        if (other->part != event->part) {
            continue;
        }
        if (other->kind == EVENT_ENTER || other->kind == EVENT_MASK) {
            enters = true;
            *where = other->op;
        }
        paired_here |= other->op == event->op && crit_opened_by(&other->before, other->part, 0) != FLOW_NONE;
    }
    if (event->kind == EVENT_EXIT && !enters) {
        return leaves_twice(summary, event->part, where);
    }
    return event->kind == EVENT_EXIT ? enters : paired_here;
}

/* main, also where reset calls it: there is no caller whose section an unmask could end. */
static bool has_no_caller(const struct rule_context *context, uint32_t func)
{
    const struct contexts *contexts = &context->flow->facts.contexts;
    for (size_t i = 0; i < contexts->data.count; i++) {
        const struct context *root = &contexts->data.data[i];
        const struct reach_entry *entry = root->kind == CONTEXT_MAIN && !root->guessed
                                              ? reach_find(&context->flow->facts.reach, (uint32_t)i, func)
                                              : NULL;
        if (entry && (root->func == func ||
                      strcmp(program_name(context->flow->facts.program, func), root->name) == 0)) {
            return true;
        }
    }
    return false;
}

/*
 * A constant handed to a function that puts a saved state back, where nothing is saved. Only states
 * that a model calls opaque: for PRIMASK and its like a constant is a way to enable.
 */
static bool makes_up_state(const struct rule_context *context, uint32_t func, const struct event *event)
{
    const struct facts *facts = &context->flow->facts;
    bool opens = event->kind == EVENT_UNMASK || event->kind == EVENT_MASK;
    if (!opens || event->value.kind != VALUE_INT || !(event->flags & EVENT_BY_CALL) ||
        event->before.save_count) {
        return false;
    }
    const struct program_call *call = calls_at(facts->program, func, event->op);
    const struct model_entry *restore =
        call && call->sym != PROGRAM_NONE
            ? model_role(facts->model, facts->program->syms.data[call->sym].name, MODEL_RESTORE)
            : NULL;
    return restore && restore->port && !restore->state_by_address && !restore->masked_nonzero &&
           !restore->masked_zero;
}

static void check_made_up(struct rule_context *context, uint32_t func)
{
    const struct summary *summary = &context->flow->facts.summaries[func];
    uint32_t last = FLOW_NONE;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (event->op == last || !makes_up_state(context, func, event)) {
            continue;
        }
        last = event->op;
        uint32_t loc = crit_op_loc(context, func, event->op);
        struct finding *finding =
            crit_report(context, func, loc, "leaves a section with a constant, and none was entered");
        finding->severity = SEVERITY_ERROR;
        crit_step(context, finding, func, loc, "", false, "a caller's section ends here");
        finding->advice = "put back what the start of the section returned";
    }
}

static void check_function(struct rule_context *context, uint32_t func)
{
    const struct summary *summary = &context->flow->facts.summaries[func];
    bool is_root = has_no_caller(context, func);
    check_made_up(context, func);
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        uint32_t where = FLOW_NONE;
        bool harmless = is_root && event->kind == EVENT_UNMASK;
        if (!leaves(event) || harmless || !is_bare(event) || crit_lets_go(summary, event->part) ||
            !entered_elsewhere(summary, event, &where)) {
            continue;
        }
        const char *part = crit_part_name(context, func, event);
        uint32_t loc = crit_op_loc(context, func, event->op);
        const char *verb =
            event->kind == EVENT_EXIT ? (event->part == MODEL_PART_SCHED ? "resumes" : "leaves") : "enables";
        struct finding *finding = crit_report(
            context, func, loc, "%s %s on a path that did not %s", verb, part,
            event->kind == EVENT_EXIT ? (event->part == MODEL_PART_SCHED ? "suspend it" : "enter it")
                                      : "mask them");
        finding->severity = SEVERITY_ERROR;
        crit_step(context, finding, func, crit_op_loc(context, func, where), "", false,
                  "other paths come through here");
        crit_step(context, finding, func, loc, "", false, "reached without it: a caller's section ends here");
        finding->advice = "leave only what this path has entered";
    }
}

const struct rule rule_crit103 = {
    .info =
        {
            .code = "CRIT103",
            .name = "exit-without-enter",
            .summary = "a section is left on a path that did not enter it",
            .cwe = 832,
            .tier = TIER_A,
        },
    .on_function = check_function,
};
