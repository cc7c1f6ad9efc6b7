#include "rules/rule.h"

#include "flow/effects.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define RULE(name) extern const struct rule rule_##name;
#include "rules/rules.def"
#undef RULE

const struct rule *const rules_all[] = {
#define RULE(name) &rule_##name,
#include "rules/rules.def"
#undef RULE
    NULL,
};

static const char *format_text(struct arena *run, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    char *text = arena_alloc(run, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

const char *crit_text(struct rule_context *context, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = format_text(context->run, format, args);
    va_end(args);
    return text;
}

static struct loc spelled_at(const struct program *program, const struct ir_loc *loc,
                             const struct ir_unit *unit)
{
    return (struct loc){.file = str_intern(program->names, ir_text(unit, loc->spell_file)),
                        .line = loc->macro ? loc->spell_line : 0};
}

struct finding *crit_report(struct rule_context *context, uint32_t func, uint32_t loc, const char *format,
                            ...)
{
    va_list args;
    va_start(args, format);
    struct program *program = context->flow->facts.program;
    struct finding *finding = VEC_ADD(context->findings);
    finding->rule = &context->rule->info;
    finding->tier = context->rule->info.tier;
    finding->severity = SEVERITY_WARNING;
    finding->loc = program_loc(program, program->funcs.data[func].unit, loc);
    finding->message = format_text(context->run, format, args);
    finding->function = str_intern(program->names, program_name(program, func));
    const struct ir_unit *unit = program_unit(program, func);
    bool placed = loc != IR_NONE;
    finding->macro = placed ? str_intern(program->names, ir_text(unit, unit->locs.data[loc].macro)) : "";
    finding->spelled = placed ? spelled_at(program, &unit->locs.data[loc], unit) : (struct loc){.file = ""};
    finding->inner_macro =
        placed ? str_intern(program->names, ir_text(unit, unit->locs.data[loc].inner_macro)) : "";
    finding->key =
        arena_printf(context->run, "%s %s %s", finding->rule->code, finding->function, finding->message);
    va_end(args);
    return finding;
}

void crit_step(struct rule_context *context, struct finding *finding, uint32_t func, uint32_t loc,
               const char *who, bool preempting, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct program *program = context->flow->facts.program;
    struct step *steps = ARENA_ARRAY(context->run, struct step, finding->step_count + 1);
    if (finding->step_count) {
        memcpy(steps, finding->steps, finding->step_count * sizeof(*steps));
    }
    steps[finding->step_count++] = (struct step){
        .loc = program_loc(program, program->funcs.data[func].unit, loc),
        .text = format_text(context->run, format, args),
        .function = str_intern(program->names, program_name(program, func)),
        .context = str_intern(program->names, who),
        .preempting = preempting,
        .essential = true,
    };
    finding->steps = steps;
    va_end(args);
}

void crit_lower(struct finding *finding)
{
    finding->tier = finding->tier == TIER_A ? TIER_B : TIER_C;
    finding->severity = finding->tier == TIER_C ? SEVERITY_NOTE : SEVERITY_WARNING;
}

uint32_t crit_op_loc(const struct rule_context *context, uint32_t func, uint32_t op)
{
    return op == FLOW_NONE ? IR_NONE : program_unit(context->flow->facts.program, func)->ops.data[op].loc;
}

uint32_t crit_exit_loc(const struct rule_context *context, uint32_t func, const struct event *event)
{
    const struct ir_unit *unit = program_unit(context->flow->facts.program, func);
    uint32_t loc = unit->blocks.data[event->block].loc;
    return loc != IR_NONE ? loc : program_ir(context->flow->facts.program, func)->end_loc;
}

/* The enumerator that the first argument of a call was written as, or "". */
static const char *argument_name(const struct rule_context *context, uint32_t func, uint32_t op_index)
{
    const struct ir_unit *unit = program_unit(context->flow->facts.program, func);
    if (op_index == IR_NONE || unit->ops.data[op_index].kind != IR_CALL || !unit->ops.data[op_index].c) {
        return "";
    }
    const struct ir_op *op = &unit->ops.data[unit->operands.data[unit->ops.data[op_index].b]];
    while (op->kind == IR_CAST) {
        op = &unit->ops.data[op->a];
    }
    return op->kind == IR_CONST ? ir_text(unit, op->c) : "";
}

static const char *line_name(struct rule_context *context, uint32_t func, const struct event *event)
{
    int64_t key;
    const char *name = argument_name(context, func, event->op);
    if (*name) {
        return crit_text(context, "interrupt line '%s'", name);
    }
    if (!value_is_int(&event->value, &key) || key < -16 || key >= 1024) {
        return "the interrupt line";
    }
    uint32_t handler = contexts_of_line(&context->flow->facts.contexts, key);
    return handler == FLOW_NONE
               ? crit_text(context, "interrupt line %d", (int)key)
               : crit_text(context, "the line of '%s'", crit_context(context, handler)->name);
}

const char *crit_part_name(struct rule_context *context, uint32_t func, const struct event *event)
{
    switch (event->part) {
    case MODEL_PART_FAULT: return "faults";
    case MODEL_PART_CEILING: return "the priority ceiling";
    case MODEL_PART_SECTION: return "the critical section";
    case MODEL_PART_SCHED: return "the scheduler";
    case MODEL_PART_LOCK: return "the lock";
    case MODEL_PART_LINE: return line_name(context, func, event);
    default: return "interrupts";
    }
}

uint32_t crit_opened_by(const struct mask *mask, uint8_t part, int64_t key)
{
    const struct hold *hold;
    switch (part) {
    case MODEL_PART_SECTION: return mask->section_high > 0 ? mask->section_by : FLOW_NONE;
    case MODEL_PART_SCHED: return mask->sched_high > 0 ? mask->sched_by : FLOW_NONE;
    case MODEL_PART_LINE:
    case MODEL_PART_LOCK:
        hold = mask_find(mask, part == MODEL_PART_LINE ? HOLD_LINE : HOLD_LOCK, key);
        return hold && !hold->inherited ? hold->by : FLOW_NONE;
    case MODEL_PART_FAULT: return mask->by[GATE_FAULT];
    case MODEL_PART_CEILING: return mask->by[GATE_CEILING];
    default: return mask->by[GATE_GLOBAL];
    }
}

bool crit_inverted(const struct summary *summary, const struct event *event)
{
    bool is_gate = event->part == MODEL_PART_GLOBAL || event->part == MODEL_PART_FAULT ||
                   event->part == MODEL_PART_CEILING;
    if (event->kind != EVENT_UNMASK || !is_gate) {
        return false;
    }
    enum gate gate = effect_gate((enum model_part)event->part);
    bool only_if_masked = event->before.gate[gate] == 8; /* masked → masked, and no other entry comes here */
    for (size_t i = 0; only_if_masked && i < summary->events.count; i++) {
        const struct event *other = &summary->events.data[i]; /* where a test was not followed, both come */
        only_if_masked =
            other->op != event->op || other->kind != event->kind || !(other->before.gate[gate] & 2);
    }
    for (uint32_t i = 0; only_if_masked && event->before.by[gate] != FLOW_NONE && i < summary->exit_count;
         i++) {
        const struct mask *mask = &summary->exits[i].mask;
        if ((mask->gate[gate] & RELATION_FROM_OPEN) == 2 && !(mask->opaque & (1 << gate))) {
            return true; /* and what was open stays masked */
        }
    }
    return false;
}

static bool shuts_again(const struct summary *summary, size_t first, const struct event *opening)
{
    for (size_t i = first; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        bool shuts = event->kind == EVENT_MASK || event->kind == EVENT_RAISE || event->kind == EVENT_ENTER ||
                     event->kind == EVENT_OFF;
        if (shuts && event->part == opening->part && event->block == opening->block) {
            return true;
        }
    }
    return false;
}

bool crit_lets_go(const struct summary *summary, uint8_t part)
{
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        bool opens = event->kind == EVENT_UNMASK || event->kind == EVENT_EXIT || event->kind == EVENT_ON;
        if (opens && event->part == part &&
            crit_opened_by(&event->before, part, event->value.low) == FLOW_NONE &&
            shuts_again(summary, i + 1, event)) {
            return true;
        }
    }
    return false;
}

const struct context *crit_context(const struct rule_context *context, uint32_t index)
{
    return &context->flow->facts.contexts.data.data[index];
}

const char *crit_priority_text(struct rule_context *context, const struct context *who)
{
    if (who->priority == PRIORITY_UNKNOWN) {
        return "priority not known";
    }
    return who->priority_is_reset ? "priority 0, the reset value"
                                  : crit_text(context, "priority %d", who->priority);
}

const char *crit_way_text(struct rule_context *context, uint32_t who, uint32_t func)
{
    enum { WAY_MAX = 64, SHOWN_FIRST = 3, SHOWN_LAST = 3 };
    const struct reach *reach = &context->flow->facts.reach;
    const struct reach_entry *entry = reach_find(reach, who, func);
    uint32_t way[WAY_MAX];
    int count = 0;
    while (entry && entry->from_entry != FLOW_NONE && count < WAY_MAX) {
        entry = &reach->entries.data[entry->from_entry];
        if (entry->from_entry != FLOW_NONE) {
            way[count++] = entry->func;
        }
    }
    const char *text = "";
    for (int i = count - 1; i >= 0; i--) {
        bool skips = i < count - SHOWN_FIRST && i >= SHOWN_LAST;
        const char *name = program_name(context->flow->facts.program, way[i]);
        if (!skips) {
            text = *text ? crit_text(context, "%s → %s", text, name) : name;
        } else if (i == SHOWN_LAST) {
            text = crit_text(context, "%s → … %d more …", text, count - SHOWN_FIRST - SHOWN_LAST);
        }
    }
    return text;
}
