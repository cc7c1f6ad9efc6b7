/*
 * CRIT115: a mask instruction in code that has given its privilege up. Cortex-M ignores CPS and MSR
 * PRIMASK there, without a fault (Armv7-M ARM B5.2.1, B5.2.3): the section masks nothing.
 *
 * Follows CONTROL.nPRIV from where the program sets it, through the rest of that function and what
 * is called from there. Code that asks for its privilege, or calls the supervisor, is silent.
 */
#include "rules/rule.h"

#include "flow/privilege.h"

enum { DEPTH_MAX = 8 };

struct walk {
    struct rule_context *context;
    struct map said; /* functions that were looked at */
};

static bool changes_mask(const struct event *event)
{
    bool gate = event->part == MODEL_PART_GLOBAL || event->part == MODEL_PART_FAULT ||
                event->part == MODEL_PART_CEILING;
    return gate && (event->kind == EVENT_MASK || event->kind == EVENT_RAISE);
}

static void report(struct walk *walk, uint32_t func, const struct event *event, uint32_t caller,
                   uint32_t dropped)
{
    uint32_t loc = crit_op_loc(walk->context, func, event->op);
    struct finding *finding =
        crit_report(walk->context, func, loc, "masks %s in unprivileged code, where that is ignored",
                    crit_part_name(walk->context, func, event));
    if (dropped != FLOW_NONE) {
        crit_step(walk->context, finding, caller, crit_op_loc(walk->context, caller, dropped), "", false,
                  "called after the privilege was given up");
    }
    crit_step(walk->context, finding, func, loc, "", false, "no fault, and no mask: handlers go on running");
    finding->advice = "ask the supervisor to mask, or guard the data by other means";
}

/* What a call from unprivileged code leads to. */
static void walk_function(struct walk *walk, uint32_t func, uint32_t caller, uint32_t dropped, int depth)
{
    const struct facts *facts = &walk->context->flow->facts;
    const struct summary *summary = &facts->summaries[func];
    const struct program_func *entry = &facts->program->funcs.data[func];
    if (depth == DEPTH_MAX || map_get(&walk->said, func) != MAP_NONE ||
        privilege_is_asked(facts->program, func, true, 1)) {
        return;
    }
    map_set(&walk->said, func, 0);
    uint32_t last = FLOW_NONE;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        const struct program_call *call = calls_at(facts->program, func, event->op);
        if (changes_mask(event) && event->op != last && !(call && call->target_count) &&
            event->before.privilege != PRIVILEGE_GAINED) {
            last = event->op;
            report(walk, func, event, caller, dropped);
        }
    }
    for (uint32_t i = 0; i < entry->call_count; i++) {
        const struct program_call *call = &facts->program->calls.data[entry->call + i];
        if (call->target_count == 1) {
            walk_function(walk, facts->program->call_targets.data[call->target], caller, dropped, depth + 1);
        }
    }
}

static void check_program(struct rule_context *context)
{
    const struct facts *facts = &context->flow->facts;
    struct walk walk = {.context = context};
    for (uint32_t func = 0; func < facts->program->funcs.count; func++) {
        const struct summary *summary = &facts->summaries[func];
        uint32_t last = FLOW_NONE;
        for (size_t i = 0; i < summary->events.count; i++) {
            const struct event *event = &summary->events.data[i];
            if (event->before.privilege != PRIVILEGE_DROPPED || event->op == last) {
                continue;
            }
            const struct program_call *call = calls_at(facts->program, func, event->op);
            if (event->kind == EVENT_CALL && call && call->target_count == 1) {
                walk_function(&walk, facts->program->call_targets.data[call->target], func, event->op, 0);
            } else if (changes_mask(event) && !(call && call->target_count)) {
                last = event->op;
                report(&walk, func, event, func, FLOW_NONE);
            }
        }
    }
    map_free(&walk.said);
}

const struct rule rule_crit115 = {
    .info =
        {
            .code = "CRIT115",
            .name = "mask-unprivileged",
            .summary = "a mask instruction in unprivileged code, where it is ignored",
            .cwe = 648,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
