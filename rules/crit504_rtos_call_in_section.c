/*
 * CRIT504: a supervisor call that the core cannot take: interrupts are masked above the priority
 * of SVCall, and the call becomes a HardFault (Armv7-M ARM B1.5.6, B1.5.15).
 *
 * Two shapes: an SVC instruction in a section of its function, or of one that calls it, that sets
 * PRIMASK or FAULTMASK, or BASEPRI at SVCall's priority or above; and a server of such calls that sets
 * PRIMASK for its caller, and waits for another call to put it back.
 */
#include "flow/blocking.h"
#include "flow/effects.h"
#include "flow/privilege.h"
#include "rules/rule.h"

enum { LINE_SVCALL = -5 };

/* The section that keeps SVCall out, in the function that opens and closes it. */
struct section {
    uint32_t func, op; /* the call that leads to the instruction, or the instruction */
    struct held_section held;
};

static bool keeps_out(const struct facts *facts, const struct held_section *held, const struct mask *mask)
{
    if (held->by == FLOW_NONE || held->part == MODEL_PART_GLOBAL || held->part == MODEL_PART_FAULT) {
        return held->by != FLOW_NONE;
    }
    uint32_t svcall = contexts_of_line(&facts->contexts, LINE_SVCALL);
    const struct context *who = svcall == FLOW_NONE ? NULL : &facts->contexts.data.data[svcall];
    if (held->part != MODEL_PART_CEILING || !who || who->priority <= 0 ||
        !facts->contexts.priority_bits_known) {
        return false;
    }
    return mask->ceiling_low > 0 && who->priority << (8 - facts->contexts.priority_bits) >= mask->ceiling_low;
}

/* Does the function take this very mask back? One that an error path left is taken back by nobody. */
static bool is_taken_back(const struct facts *facts, uint32_t func, const struct held_section *held)
{
    const struct summary *summary = &facts->summaries[func];
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        bool opens = event->kind == EVENT_UNMASK || event->kind == EVENT_RESTORE;
        if (opens && event->part == held->part && event->before.by[effect_gate(held->part)] == held->by) {
            return true;
        }
    }
    return false;
}

/*
 * In the function itself, or in one that calls it: a section that ends. A mask that stays, as that of
 * an error handler that stops, says nothing about the paths that come here.
 */
static bool find_section(const struct facts *facts, uint32_t func, const struct event *event, int depth,
                         struct section *found)
{
    enum { CALLERS_DEPTH_MAX = 4 };
    *found = (struct section){func, event->op, blocking_section(facts, func, &event->before)};
    if (keeps_out(facts, &found->held, &event->before) && is_taken_back(facts, func, &found->held)) {
        return true;
    }
    struct calls_to callers = calls_to(facts->program, func);
    for (uint32_t i = 0; depth < CALLERS_DEPTH_MAX && i < callers.count; i++) {
        const struct program_call *call = &facts->program->calls.data[callers.data[i]];
        bool here = call->target_count == 1 && call->caller != func;
        const struct summary *caller = &facts->summaries[call->caller];
        for (size_t j = 0; here && j < caller->events.count; j++) {
            const struct event *at = &caller->events.data[j];
            if (at->kind == EVENT_CALL && at->op == call->op &&
                find_section(facts, call->caller, at, depth + 1, found)) {
                return true;
            }
        }
    }
    return false;
}

static void check_trap(struct rule_context *context, uint32_t func, const struct event *event)
{
    struct section section;
    if (event->before.isr == MASK_HANDLER_ONLY ||
        privilege_is_asked(context->flow->facts.program, func, false, 1) ||
        !find_section(&context->flow->facts, func, event, 0, &section)) {
        return;
    }
    uint32_t loc = crit_op_loc(context, func, event->op);
    struct finding *finding = crit_report(
        context, func, loc, "calls the supervisor with %s",
        section.held.part == MODEL_PART_CEILING ? "a ceiling that reaches SVCall" : "interrupts masked");
    crit_step(context, finding, section.func, crit_op_loc(context, section.func, section.held.by), "", false,
              "masked here");
    if (section.func != func) {
        crit_step(context, finding, section.func, crit_op_loc(context, section.func, section.op), "", false,
                  "leads there with the mask set");
    }
    crit_step(context, finding, func, loc, "", false, "SVCall cannot be taken: HardFault");
    finding->advice = "call after the section, or mask by BASEPRI below SVCall's priority";
}

/* ---- the server ------------------------------------------------------------------------------------ */

/* An end that leaves interrupts masked, with the old state behind a parameter. */
static const struct summary_exit *masks_for_caller(const struct summary *summary, uint32_t *param)
{
    for (uint32_t i = 0; i < summary->exit_count; i++) {
        const struct summary_exit *exit = &summary->exits[i];
        bool masked = (exit->mask.gate[GATE_GLOBAL] & RELATION_FROM_OPEN) == 2 &&
                      exit->mask.by[GATE_GLOBAL] != FLOW_NONE;
        for (int j = 0; masked && j < exit->write_count; j++) {
            const struct summary_write *write = &exit->writes[j];
            if (cell_kind_of(write->key) == CELL_POINTEE && write->value.kind == VALUE_TOKEN &&
                write->value.gate == GATE_GLOBAL) {
                *param = cell_id(write->key);
                return exit;
            }
        }
    }
    return NULL;
}

static bool restores_for_caller(const struct summary *summary, uint32_t param)
{
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        uint64_t cell = (uint64_t)event->value.low;
        if (event->kind == EVENT_RESTORE && event->part == MODEL_PART_GLOBAL &&
            event->value.kind == VALUE_CELL && cell_kind_of(cell) == CELL_POINTEE && cell_id(cell) == param) {
            return true;
        }
    }
    return false;
}

static void check_server(struct rule_context *context, uint32_t func)
{
    const struct facts *facts = &context->flow->facts;
    const struct summary *summary = &facts->summaries[func];
    uint32_t param = 0;
    const struct summary_exit *exit = masks_for_caller(summary, &param);
    if (!exit || !restores_for_caller(summary, param)) {
        return;
    }
    uint32_t loc = crit_op_loc(context, func, exit->mask.by[GATE_GLOBAL]);
    struct finding *finding = crit_report(
        context, func, loc, "'%s' masks interrupts for its caller, who cannot call the supervisor then",
        program_name(facts->program, func));
    crit_step(context, finding, func, loc, "", false, "set for one supervisor call, and kept set");
    finding->why =
        "this program makes supervisor calls, and another one puts the mask back: it is a HardFault";
    finding->advice = "raise BASEPRI instead, below the priority of SVCall";
}

static void check_program(struct rule_context *context)
{
    const struct facts *facts = &context->flow->facts;
    bool traps = false;
    for (uint32_t func = 0; func < facts->program->funcs.count; func++) {
        const struct summary *summary = &facts->summaries[func];
        bool is_m = program_unit(facts->program, func)->target.arch == IR_ARCH_ARM_M;
        uint32_t last = FLOW_NONE;
        for (size_t j = 0; is_m && j < summary->events.count; j++) {
            const struct event *event = &summary->events.data[j];
            size_t before = context->findings->count;
            if (event->kind == EVENT_TRAP && event->op != last) {
                traps = true;
                check_trap(context, func, event);
                last = context->findings->count > before ? event->op : last;
            }
        }
    }
    for (uint32_t func = 0; traps && func < facts->program->funcs.count; func++) {
        check_server(context, func);
    }
}

const struct rule rule_crit504 = {
    .info =
        {
            .code = "CRIT504",
            .name = "rtos-call-in-section",
            .summary = "a supervisor call where the mask keeps SVCall out: a HardFault",
            .cwe = 248,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
