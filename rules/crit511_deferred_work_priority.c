/*
 * CRIT511: PendSV, to which handlers defer their work, is more urgent than a handler of a device: the work
 * that was to be done after all handlers is done in the middle of one, and a kernel switches tasks there.
 *
 * Needs both priorities. A body that does nothing, and one that never returns, defer nothing.
 */
#include "rules/rule.h"

enum { LINE_PENDSV = -2 /* Armv7-M B1.5.2: exception 14 */ };

static bool does_work(const struct facts *facts, uint32_t func)
{
    const struct ir_func *body = program_ir(facts->program, func);
    const struct ir_unit *unit = program_unit(facts->program, func);
    if (facts->summaries[func].done && !facts->summaries[func].exit_count) {
        return false;
    }
    for (uint32_t i = 0; i < body->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[body->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            enum ir_op_kind kind = (enum ir_op_kind)unit->ops.data[block->op + j].kind;
            if (kind == IR_CALL || kind == IR_STORE || kind == IR_RMW || kind == IR_ASM) {
                return true;
            }
        }
    }
    return false;
}

/* A handler that it can cut in on: the least urgent one whose priority is known. */
static const struct context *cut_in_on(const struct contexts *contexts, const struct context *deferred)
{
    const struct context *victim = NULL;
    for (size_t i = 0; i < contexts->data.count; i++) {
        const struct context *handler = &contexts->data.data[i];
        if (handler->kind == CONTEXT_HANDLER && !handler->guessed && handler->line >= 0 &&
            handler->priority != PRIORITY_UNKNOWN && handler->priority > deferred->priority &&
            (!victim || handler->priority > victim->priority)) {
            victim = handler;
        }
    }
    return victim;
}

static void check_program(struct rule_context *context)
{
    const struct facts *facts = &context->flow->facts;
    for (size_t i = 0; i < facts->contexts.data.count; i++) {
        const struct context *deferred = &facts->contexts.data.data[i];
        if (deferred->kind != CONTEXT_HANDLER || deferred->line != LINE_PENDSV || deferred->guessed ||
            deferred->priority == PRIORITY_UNKNOWN || !does_work(facts, deferred->func)) {
            continue;
        }
        const struct context *victim = cut_in_on(&facts->contexts, deferred);
        if (!victim) {
            continue;
        }
        uint32_t loc = program_ir(facts->program, deferred->func)->loc;
        struct finding *finding = crit_report(
            context, deferred->func, loc, "'%s' (%s) does deferred work, and is more urgent than '%s' (%s)",
            deferred->name, crit_priority_text(context, deferred), victim->name,
            crit_priority_text(context, victim));
        finding->severity = SEVERITY_NOTE;
        crit_step(context, finding, victim->func, program_ir(facts->program, victim->func)->loc, victim->name,
                  false, "runs");
        crit_step(context, finding, deferred->func, loc, deferred->name, true,
                  "comes in as soon as it is pended, not after all handlers");
        finding->why = deferred->priority_is_reset
                           ? "nothing sets the priority of PendSV: it stays at the reset value 0"
                           : NULL;
        finding->advice = "give PendSV the lowest priority there is";
    }
}

const struct rule rule_crit511 = {
    .info =
        {
            .code = "CRIT511",
            .name = "deferred-work-priority",
            .summary = "PendSV does deferred work at a priority above a device's handler",
            .cwe = 821,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
