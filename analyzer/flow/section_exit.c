#include "flow/section_exit.h"

#include <string.h>

static const struct model_entry *row_of(const struct facts *facts, uint32_t func, uint32_t op)
{
    const struct program_call *call = calls_at(facts->program, func, op);
    const struct ir_unit *unit = program_unit(facts->program, func);
    size_t count = 0;
    const struct model_entry *rows =
        call && call->sym != PROGRAM_NONE
            ? model_find(facts->model, facts->program->syms.data[call->sym].name, &count)
            : NULL;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].role == MODEL_EXIT && model_fits(&rows[i], (int)unit->ops.data[op].c, false)) {
            return &rows[i];
        }
    }
    return NULL;
}

/* The gates that a body opens, and does not restore. */
static uint8_t opened_by_body(const struct summary *summary)
{
    uint8_t opens = 0;
    uint8_t restores = 0;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        uint8_t bit = event->part == MODEL_PART_GLOBAL    ? 1 << GATE_GLOBAL
                      : event->part == MODEL_PART_CEILING ? 1 << GATE_CEILING
                                                          : 0;
        opens |= event->kind == EVENT_UNMASK ? bit : 0;
        restores |= event->kind == EVENT_RESTORE ? bit : 0;
    }
    return opens & (uint8_t)~restores;
}

/*
 * The ports of a kernel whose count decides alone: Cortex-M with BASEPRI writes 0 to it, without it
 * enables interrupts, and so do RISC-V cores. Others differ (AVR pushes SREG), and are not judged.
 */
static uint8_t opened_by_port(const struct ir_unit *unit)
{
    const char *triple = ir_text(unit, unit->target.triple);
    bool has_ceiling = strstr(triple, "v7m") || strstr(triple, "v7em") || strstr(triple, "m.main");
    switch (unit->target.arch) {
    case IR_ARCH_ARM_M: return has_ceiling ? 1 << GATE_CEILING : 1 << GATE_GLOBAL;
    case IR_ARCH_RISCV: return 1 << GATE_GLOBAL;
    default: return 0;
    }
}

uint8_t section_exit_opens(const struct facts *facts, uint32_t func, uint32_t op)
{
    const struct program_call *call = calls_at(facts->program, func, op);
    if (call && call->target_count == 1) {
        uint32_t target = facts->program->call_targets.data[call->target];
        uint8_t opens = opened_by_body(&facts->summaries[target]);
        if (opens) {
            return opens;
        }
    }
    const struct model_entry *row = row_of(facts, func, op);
    bool by_count = row && row->part == MODEL_PART_SECTION && row->section_part == MODEL_PART_NONE &&
                    row->state == MODEL_ARG_NONE;
    return by_count ? opened_by_port(program_unit(facts->program, func)) : 0;
}

bool section_exit_waits(const struct facts *facts, uint32_t func, uint32_t op)
{
    const struct model_entry *row = row_of(facts, func, op);
    return row && row->stays_masked;
}
