/*
 * CRIT301: the address of data that a section guards leaves the section: it is returned or
 * stored where it outlives it.
 *
 * The engine marks addresses with the section in which they were made. Guarded data is what a
 * handler and another context both reach. Elements of pools (an index in the path) and
 * pointers taken off a list are handed over, not leaked: silent.
 */
#include "rules/rule.h"
#include "rules/guarded.h"

static bool outlives(const struct event *event)
{
    return event->kind == EVENT_ESCAPE || event->kind == EVENT_RETURN;
}

/* Stored into other guarded data, or through a pointer into a record: a list, not a leak. */
static bool links_inside(const struct rule_context *context, uint32_t func, const struct event *event)
{
    const struct program *program = context->flow->facts.program;
    const struct ir_unit *unit = program_unit(program, func);
    if (event->kind != EVENT_ESCAPE || unit->ops.data[event->op].kind != IR_STORE) {
        return false;
    }
    const struct ir_place *place = &unit->places.data[unit->ops.data[event->op].a];
    if (place->base != IR_BASE_SYM) {
        return place->step_count > 0;
    }
    uint32_t sym = program_sym_of(program, program->funcs.data[func].unit, place->root);
    return sym == event->value.id;
}

static void check_function(struct rule_context *context, uint32_t func)
{
    const struct summary *summary = &context->flow->facts.summaries[func];
    uint32_t last = FLOW_NONE;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (!outlives(event) || event->value.kind != VALUE_GLOBAL || event->value.section == FLOW_NONE ||
            !guarded_data(context->flow, event->value.id) || links_inside(context, func, event)) {
            continue;
        }
        uint32_t loc = event->kind == EVENT_RETURN ? crit_exit_loc(context, func, event)
                                                   : crit_op_loc(context, func, event->op);
        if (loc == last) {
            continue;
        }
        last = loc;
        const char *name = context->flow->facts.program->syms.data[event->value.id].name;
        struct finding *finding =
            crit_report(context, func, loc, "the address of '%s' leaves the section that guards it", name);
        finding->severity = SEVERITY_ERROR;
        crit_step(context, finding, func, crit_op_loc(context, func, event->value.section), "", false,
                  "the section begins here");
        crit_step(context, finding, func, loc, "", false, "%s here: its users hold nothing",
                  event->kind == EVENT_RETURN ? "returned" : "stored");
        finding->advice = "copy the data out of the section, or let the caller hold it";
    }
}

const struct rule rule_crit301 = {
    .info =
        {
            .code = "CRIT301",
            .name = "reference-escapes",
            .summary = "the address of guarded data leaves the section that guards it",
            .cwe = 820,
            .tier = TIER_A,
        },
    .on_function = check_function,
};
