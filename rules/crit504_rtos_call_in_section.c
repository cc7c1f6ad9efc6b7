/*
 * CRIT504: a supervisor call that the core cannot take: interrupts are masked above the priority
 * of SVCall, and the call becomes a HardFault (Armv7-M ARM B1.5.6, B1.5.15).
 *
 * Two shapes: an SVC instruction where PRIMASK or FAULTMASK is set, by the function or on a call
 * of it, or BASEPRI at SVCall's priority or above; and a server of such calls that sets PRIMASK
 * for its caller, and waits for another call to put it back.
 */
#include "rules/rule.h"

enum { LINE_SVCALL = -5 };

/* What keeps SVCall out in this state, in words; or NULL. */
static const char *kept_out_by(const struct facts *facts, const struct abs_mask *mask)
{
    if (!(mask->gate[GATE_GLOBAL] & MAY_OPEN)) {
        return "interrupts masked";
    }
    if (!(mask->gate[GATE_FAULT] & MAY_OPEN)) {
        return "faults masked";
    }
    uint32_t svcall = contexts_of_line(&facts->contexts, LINE_SVCALL);
    const struct context *who = svcall == FLOW_NONE ? NULL : &facts->contexts.data.data[svcall];
    bool known = who && who->priority > 0 && !who->priority_is_reset && facts->contexts.priority_bits_known;
    int shifted = known ? who->priority << (8 - facts->contexts.priority_bits) : 0;
    bool below = known && mask->ceiling_low > 0 && shifted >= mask->ceiling_low;
    return below && !(mask->gate[GATE_CEILING] & MAY_OPEN) ? "a ceiling that reaches SVCall" : NULL;
}

static void check_trap(struct rule_context *context, const struct reach_entry *entry,
                       const struct event *event)
{
    const struct facts *facts = &context->flow->facts;
    struct abs_mask mask = reach_at(&entry->mask, &event->before);
    const char *by = kept_out_by(facts, &mask);
    if (!by || entry->unsure || !reach_possible(&facts->contexts, entry, &event->before)) {
        return;
    }
    uint32_t loc = crit_op_loc(context, entry->func, event->op);
    struct finding *finding = crit_report(context, entry->func, loc, "calls the supervisor with %s", by);
    uint32_t own = event->before.by[GATE_GLOBAL];
    own = own == FLOW_NONE ? event->before.by[GATE_FAULT] : own;
    own = own == FLOW_NONE ? event->before.by[GATE_CEILING] : own;
    if (own != FLOW_NONE) {
        crit_step(context, finding, entry->func, crit_op_loc(context, entry->func, own), "", false,
                  "masked here");
    } else if (entry->from_call != FLOW_NONE) {
        const struct program_call *call = &facts->program->calls.data[entry->from_call];
        crit_step(context, finding, call->caller, crit_op_loc(context, call->caller, call->op), "", false,
                  "called with them masked");
    }
    crit_step(context, finding, entry->func, loc, crit_context(context, entry->context)->name, false,
              "SVCall cannot be taken: HardFault");
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
    for (uint32_t i = 0; i < facts->reach.entries.count; i++) {
        const struct reach_entry *entry = &facts->reach.entries.data[i];
        const struct summary *summary = &facts->summaries[entry->func];
        if (program_unit(facts->program, entry->func)->target.arch != IR_ARCH_ARM_M) {
            continue;
        }
        for (size_t j = 0; j < summary->events.count; j++) {
            if (summary->events.data[j].kind == EVENT_TRAP) {
                traps = true;
                check_trap(context, entry, &summary->events.data[j]);
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
