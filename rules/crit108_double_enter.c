/*
 * CRIT108: a lock that does not nest is taken by code that holds it already, itself or in a
 * function that it calls: the second taking waits for ever.
 *
 * Compares the lock that is taken with the locks that are held on every path there. Two locks
 * are the same one when they are one global object, or lie at one offset behind one pointer
 * that was not written in between; anything else counts as different. A callee that gives the
 * lock back before it takes it again is silent, and so are locks that count, are only tried, or
 * are given back by another context, as a signal is.
 */
#include "flow/lock.h"
#include "rules/rule.h"

static const struct hold *held(const struct event *event)
{
    const struct hold *hold = mask_find(&event->before, HOLD_SPIN, event->value.low);
    hold = hold ? hold : mask_find(&event->before, HOLD_LOCK, event->value.low);
    return hold && hold->must ? hold : NULL;
}

/*
 * Another context gives this lock back without having taken it: then it is no lock but a signal, and
 * taking it again waits for that context. An unlock wrapper is called by who holds it.
 */
static bool is_signal(const struct rule_context *context, int64_t key)
{
    const struct program *program = context->flow->facts.program;
    for (uint32_t func = 0; lock_has_global_name(key) && func < program->funcs.count; func++) {
        const struct summary *summary = &context->flow->facts.summaries[func];
        for (size_t i = 0; i < summary->events.count; i++) {
            const struct event *event = &summary->events.data[i];
            bool gives = event->kind == EVENT_ON && event->part == MODEL_PART_LOCK && event->value.low == key;
            if (gives && !mask_find(&event->before, HOLD_LOCK, key) &&
                !mask_find(&event->before, HOLD_SPIN, key) && !calls_to(program, func).count) {
                return true;
            }
        }
    }
    return false;
}

/* The calls from the callee down to the one that is the lock. */
static void add_path(struct rule_context *context, struct finding *finding, uint32_t func, uint8_t index)
{
    enum { PATH_MAX_STEPS = 6 };
    for (int i = 0; i < PATH_MAX_STEPS && func != FLOW_NONE; i++) {
        const struct summary *summary = &context->flow->facts.summaries[func];
        if (index >= summary->take_count) {
            return;
        }
        const struct summary_take *take = &summary->takes[index];
        uint32_t loc = crit_op_loc(context, func, take->op);
        if (take->callee == FLOW_NONE) {
            crit_step(context, finding, func, loc, "", false, "takes it again: waits for itself");
        } else {
            crit_step(context, finding, func, loc, "", false, "calls '%s'",
                      program_name(context->flow->facts.program, take->callee));
        }
        func = take->callee;
        index = take->index;
    }
}

static void report(struct rule_context *context, uint32_t func, const struct event *event,
                   const struct hold *hold)
{
    uint32_t loc = crit_op_loc(context, func, event->op);
    bool by_callee = event->kind == EVENT_TAKES;
    const struct program *program = context->flow->facts.program;
    struct finding *finding =
        by_callee ? crit_report(context, func, loc, "calls '%s', which takes a lock that is held here",
                                program_name(program, event->value.id))
                  : crit_report(context, func, loc, "takes a lock that is held already");
    finding->severity = SEVERITY_ERROR;
    crit_step(context, finding, func, crit_op_loc(context, func, hold->by), "", false,
              "the lock is taken here");
    crit_step(context, finding, func, loc, "", false,
              by_callee ? "called with it held" : "taken again: waits for itself");
    if (by_callee) {
        add_path(context, finding, event->value.id, event->value.gate);
    }
    finding->advice = by_callee
                          ? "call it after the lock is given back, or split off a form that expects it held"
                          : "give the lock back here, or take it once";
}

static void check_function(struct rule_context *context, uint32_t func)
{
    const struct summary *summary = &context->flow->facts.summaries[func];
    uint32_t last = FLOW_NONE;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        bool takes =
            event->kind == EVENT_TAKES ||
            (event->kind == EVENT_OFF && event->part == MODEL_PART_LOCK && !(event->flags & EVENT_TRIED));
        const struct hold *hold = takes && event->op != last ? held(event) : NULL;
        if (hold && !is_signal(context, event->value.low)) {
            last = event->op;
            report(context, func, event, hold);
        }
    }
}

const struct rule rule_crit108 = {
    .info =
        {
            .code = "CRIT108",
            .name = "double-enter",
            .summary = "a lock that does not nest is taken again by code that holds it",
            .cwe = 764,
            .tier = TIER_C,
        },
    .on_function = check_function,
};
