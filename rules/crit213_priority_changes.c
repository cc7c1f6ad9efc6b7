/*
 * CRIT213: the priority of a handler is set while the handler can come, and it shares data with
 * another handler that can come too: until then, and in the middle of whatever runs, who preempts
 * whom is another than the program counts on.
 *
 * Priorities are known for the whole program, as if they had been set before everything else; this
 * is where they were not. Of main, which sets up and later runs, only calls behind the enable in the
 * same function are judged. Silent where interrupts, or that line, are masked at the call, where no
 * code enables the line, and where main alone shares the data: it is preempted at any priority.
 */
#include "rules/rule.h"

/* The handler whose priority a call sets, or FLOW_NONE. */
static uint32_t set_by(const struct rule_context *context, uint32_t func, const struct event *event)
{
    const struct facts *facts = &context->flow->facts;
    const struct ir_unit *unit = program_unit(facts->program, func);
    const struct program_call *call =
        event->kind == EVENT_CALL ? calls_at(facts->program, func, event->op) : NULL;
    const struct model_entry *entry =
        call && call->sym != PROGRAM_NONE
            ? model_role(facts->model, facts->program->syms.data[call->sym].name, MODEL_PRIORITY)
            : NULL;
    const struct ir_op *op = &unit->ops.data[event->op];
    int64_t line;
    if (!entry || entry->line_arg < 0 || (uint32_t)entry->line_arg >= op->c ||
        !contexts_constant(unit, unit->operands.data[op->b + (uint32_t)entry->line_arg], &line)) {
        return FLOW_NONE;
    }
    uint32_t handler = contexts_of_line(&facts->contexts, line);
    return handler < ARMABLE_MAX && !crit_context(context, handler)->guessed ? handler : FLOW_NONE;
}

static bool is_armed(const struct facts *facts, const struct abs_mask *mask, uint32_t handler)
{
    return handler < ARMABLE_MAX && ((mask->armed & ~facts->armed.unseen) >> handler & 1);
}

static bool is_held_back(const struct abs_mask *mask, int line)
{
    bool held = !(mask->gate[GATE_GLOBAL] & MAY_OPEN) || !(mask->gate[GATE_FAULT] & MAY_OPEN);
    for (int i = 0; i < mask->line_count; i++) {
        held |=
            mask->lines[i] == line || mask->lines[i] == HOLD_KEY_ALL || mask->lines[i] >= HOLD_KEY_SYMBOLIC;
    }
    return held;
}

/* An access of another armed handler to what this one accesses too, so that one of them writes. */
static const struct access *shared(const struct rule_context *context, const struct abs_mask *mask,
                                   uint32_t handler)
{
    const struct facts *facts = &context->flow->facts;
    const struct accesses *accesses = &context->flow->accesses;
    const struct access *own = NULL;
    const struct access *other = NULL;
    for (size_t i = 0; i < accesses->data.count; i++) {
        const struct access *access = &accesses->data.data[i];
        bool is_handler = crit_context(context, access->context)->kind == CONTEXT_HANDLER;
        if (i == 0 || access->object != access[-1].object) {
            own = other = NULL;
        }
        if (access->unsure || access->tangled || access->fatal || (access->object & ACCESS_FIXED)) {
            continue;
        }
        if (access->context == handler) {
            own = own && own->kind != ACCESS_READ ? own : access;
        } else if (is_handler && is_armed(facts, mask, access->context)) {
            other = other && other->kind != ACCESS_READ ? other : access;
        }
        if (own && other && (own->kind != ACCESS_READ || other->kind != ACCESS_READ)) {
            return other;
        }
    }
    return NULL;
}

static void check_call(struct rule_context *context, const struct reach_entry *entry,
                       const struct event *event, uint32_t handler)
{
    const struct facts *facts = &context->flow->facts;
    const struct context *who = crit_context(context, handler);
    struct abs_mask mask = reach_at(&entry->mask, &event->before);
    struct abs_mask here = mask;
    here.armed = armed_before(&facts->armed, facts->program, entry->func, event->block, event->op);
    mask.armed = entry->mask.armed | here.armed;
    bool at_start = crit_context(context, entry->context)->kind == CONTEXT_MAIN;
    bool can_come = is_armed(facts, at_start ? &here : &mask, handler) && !is_held_back(&mask, who->line);
    const struct access *other = can_come ? shared(context, &mask, handler) : NULL;
    if (!other) {
        return;
    }
    const char *name = access_name(facts, other);
    const char *by = crit_context(context, other->context)->name;
    uint32_t loc = crit_op_loc(context, entry->func, event->op);
    struct finding *finding =
        crit_report(context, entry->func, loc, "sets the priority of '%s' while it can come", who->name);
    finding->severity = SEVERITY_NOTE;
    crit_step(context, finding, entry->func, loc, crit_context(context, entry->context)->name, false,
              "until here '%s' had another priority", who->name);
    crit_step(context, finding, other->func, crit_op_loc(context, other->func, other->op), by, true,
              "shares '%s' with it: who preempts whom changes", name);
    finding->why = crit_text(context, "'%s' and '%s' are enabled at this point", who->name, by);
    finding->advice = "set the priority before the line is enabled, or while it is disabled";
}

static void check_program(struct rule_context *context)
{
    const struct facts *facts = &context->flow->facts;
    struct map said = {0};
    for (uint32_t i = 0; i < facts->reach.entries.count; i++) {
        const struct reach_entry *entry = &facts->reach.entries.data[i];
        const struct summary *summary = &facts->summaries[entry->func];
        bool certain = !entry->always && !crit_context(context, entry->context)->guessed;
        for (size_t j = 0; certain && j < summary->events.count; j++) {
            const struct event *event = &summary->events.data[j];
            uint32_t handler = set_by(context, entry->func, event);
            uint64_t key = (uint64_t)entry->func << 32 | event->op;
            if (handler != FLOW_NONE && map_get(&said, key) == MAP_NONE &&
                reach_possible(&facts->contexts, entry, &event->before)) {
                size_t before = context->findings->count;
                check_call(context, entry, event, handler);
                if (context->findings->count > before) {
                    map_set(&said, key, 0);
                }
            }
        }
    }
    map_free(&said);
}

const struct rule rule_crit213 = {
    .info =
        {
            .code = "CRIT213",
            .name = "priority-changes-at-run-time",
            .summary = "the priority of a handler is set while it and one that shares its data can come",
            .cwe = 696,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
