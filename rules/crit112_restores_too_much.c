/*
 * CRIT112: the end of a section puts back more than the mask that its beginning changed.
 *
 * Two shapes. A whole status register is written back that was saved before other code ran: what
 * that code changed in the other bits (F, the mode, the state of the floating-point unit) is
 * undone. And one instruction opens IRQ and FIQ by a test of the bit of one of them.
 *
 * One finding for each instruction, however many sections end by it. Silent where nothing is
 * called in between, where only set bits are written, and for registers whose other bits are
 * flags of arithmetic (SREG) or belong to the mask (PS of Xtensa).
 */
#include "base/map.h"
#include "rules/rule.h"

#include "flow/asm_effect.h"
#include "flow/tested_bits.h"

/* The instruction that writes the register. */
struct site {
    uint32_t func, op;
};

static bool asm_at(const struct program *program, struct site site,
                   struct asm_effect effects[ASM_EFFECTS_MAX], int *count)
{
    const struct ir_unit *unit = program_unit(program, site.func);
    const struct ir_op *op = &unit->ops.data[site.op];
    *count = op->kind == IR_ASM ? asm_effects(unit, &unit->asms.data[op->a], false, effects) : 0;
    return op->kind == IR_ASM;
}

static bool has_other_bits(const struct ir_unit *unit)
{
    return unit->target.arch != IR_ARCH_AVR && unit->target.arch != IR_ARCH_MSP430 &&
           unit->target.arch != IR_ARCH_XTENSA;
}

/* Where a restore is done: here, or in what is called with the saved state. */
static bool find_site(const struct facts *facts, struct site from, uint8_t part, int depth,
                      struct site *found)
{
    enum { SITE_DEPTH_MAX = 6 };
    struct asm_effect effects[ASM_EFFECTS_MAX];
    int count;
    if (asm_at(facts->program, from, effects, &count)) {
        *found = from;
        for (int i = 0; i < count; i++) {
            const struct asm_effect *effect = &effects[i];
            if (effect->action == ASM_RESTORE && effect->whole && !effect->sets_bits &&
                !effect->restores_own && !effect->is_constant) {
                return has_other_bits(program_unit(facts->program, from.func));
            }
        }
        return false;
    }
    const struct program_call *call =
        depth < SITE_DEPTH_MAX ? calls_at(facts->program, from.func, from.op) : NULL;
    for (uint32_t i = 0; call && i < call->target_count; i++) {
        uint32_t target = facts->program->call_targets.data[call->target + i];
        const struct summary *callee = &facts->summaries[target];
        for (size_t j = 0; j < callee->events.count; j++) {
            const struct event *event = &callee->events.data[j];
            bool given = event->value.kind == VALUE_PARAM || event->value.kind == VALUE_CELL;
            if (event->kind == EVENT_RESTORE && event->part == part && given &&
                find_site(facts, (struct site){target, event->op}, part, depth + 1, found)) {
                return true;
            }
        }
    }
    return false;
}

static bool is_open(const struct mask *mask, uint32_t save)
{
    for (int i = 0; i < mask->save_count; i++) {
        if (mask->saves[i] == save) {
            return true;
        }
    }
    return false;
}

/* A call inside the section, of more than a primitive that masks; or FLOW_NONE. */
static uint32_t call_between(const struct facts *facts, uint32_t func, const struct event *restore)
{
    const struct summary *summary = &facts->summaries[func];
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (event->kind != EVENT_CALL || event->op == restore->op || event->op == restore->value.id ||
            !is_open(&event->before, restore->value.id)) {
            continue;
        }
        const struct program_call *call = calls_at(facts->program, func, event->op);
        bool masks = call && call->target_count;
        for (uint32_t j = 0; masks && j < call->target_count; j++) {
            uint32_t target = facts->program->call_targets.data[call->target + j];
            masks = !facts->summaries[target].identity && !facts->program->funcs.data[target].call_count;
        }
        if (!masks) {
            return event->op;
        }
    }
    return FLOW_NONE;
}

/* The argument of a primitive that a model names is a state that was saved before a whole section. */
static bool is_promised(const struct rule_context *context, uint32_t func, const struct event *event)
{
    size_t count;
    const struct facts *facts = &context->flow->facts;
    const struct model_entry *entries = model_find(facts->model, program_name(facts->program, func), &count);
    for (size_t i = 0; i < count; i++) {
        if (entries[i].role == MODEL_RESTORE && entries[i].state >= 0 && !entries[i].state_by_address &&
            event->value.kind == VALUE_PARAM && event->value.id == (uint32_t)entries[i].state) {
            return true;
        }
    }
    return false;
}

static void check_restore(struct rule_context *context, struct map *said, uint32_t func,
                          const struct event *event)
{
    const struct facts *facts = &context->flow->facts;
    bool is_token = event->value.kind == VALUE_TOKEN;
    uint32_t between = is_token ? call_between(facts, func, event) : FLOW_NONE;
    struct site site;
    if ((between == FLOW_NONE && !is_promised(context, func, event)) ||
        !find_site(facts, (struct site){func, event->op}, event->part, 0, &site) ||
        map_get(said, site.func) == site.op) {
        return;
    }
    map_set(said, site.func, site.op);
    bool is_riscv = program_unit(facts->program, site.func)->target.arch == IR_ARCH_RISCV;
    uint32_t loc = crit_op_loc(context, site.func, site.op);
    struct finding *finding =
        crit_report(context, site.func, loc,
                    "'%s' writes a whole status register back, of which it should change one bit",
                    program_name(facts->program, site.func));
    if (between != FLOW_NONE) {
        crit_step(context, finding, func, crit_op_loc(context, func, event->value.id), "", false,
                  "the register is saved here");
        crit_step(context, finding, func, crit_op_loc(context, func, between), "", false, "%s",
                  is_riscv ? "called in between: the state of the floating-point unit may change"
                           : "called in between: F, the mode or the byte order may change");
    }
    crit_step(context, finding, site.func, loc, "", false, "the old value of the other bits comes back too");
    finding->advice = is_riscv ? "set the enable bit of the saved value by csrs, and nothing else"
                               : "test the bit of the saved value, and use cpsie";
}

static void check_opened(struct rule_context *context, uint32_t func, const struct event *event)
{
    const struct facts *facts = &context->flow->facts;
    enum { I_BIT = 0x80, F_BIT = 0x40 }; /* of CPSR: Armv7-A/R ARM B1.3.3 */
    struct asm_effect effects[ASM_EFFECTS_MAX];
    int count;
    bool irq = false;
    bool fiq = false;
    asm_at(facts->program, (struct site){func, event->op}, effects, &count);
    for (int i = 0; i < count; i++) {
        irq |= effects[i].action == ASM_UNMASK && effects[i].gate == GATE_GLOBAL;
        fiq |= effects[i].action == ASM_UNMASK && effects[i].gate == GATE_FAULT;
    }
    uint32_t branch;
    int64_t bits = irq && fiq ? tested_bits(facts->program, func, event->block, &branch) : 0;
    if (bits != I_BIT && bits != F_BIT) {
        return;
    }
    const struct ir_unit *unit = program_unit(facts->program, func);
    uint32_t loc = crit_op_loc(context, func, event->op);
    struct finding *finding =
        crit_report(context, func, loc, "opens IRQ and FIQ by a test of %s alone", bits == I_BIT ? "I" : "F");
    crit_step(context, finding, func, unit->blocks.data[branch].loc, "", false,
              "one bit of the saved state is tested");
    crit_step(context, finding, func, loc, "", false, "and both are opened: a caller may have masked one");
    finding->advice = "test each of the two bits, and open what it says";
}

static void check_program(struct rule_context *context)
{
    const struct facts *facts = &context->flow->facts;
    struct map said = {0};
    for (uint32_t func = 0; func < facts->program->funcs.count; func++) {
        const struct summary *summary = &facts->summaries[func];
        uint32_t last = FLOW_NONE;
        for (size_t i = 0; i < summary->events.count; i++) {
            const struct event *event = &summary->events.data[i];
            if (event->op == last) {
                continue;
            }
            if (event->kind == EVENT_RESTORE) {
                check_restore(context, &said, func, event);
            } else if (event->kind == EVENT_UNMASK && event->part == MODEL_PART_GLOBAL) {
                check_opened(context, func, event);
                last = event->op;
            }
        }
    }
    map_free(&said);
}

const struct rule rule_crit112 = {
    .info =
        {
            .code = "CRIT112",
            .name = "restores-too-much",
            .summary = "the end of a section puts back more than the mask that its beginning changed",
            .cwe = 682,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
