/*
 * CRIT114: a function does the opposite of what its name is documented to do, or never gets
 * there: a disable that enables, an unlock that masks, a mask that stands behind a return.
 *
 * What it should do is its row in a model; what it does is its body. An opposite is only an
 * opposite if the right thing is done nowhere, not even for a while. A body without any mask operation is
 * silent: that is a stub of a test, or a port that works by other means. Masking code that no path reaches
 * needs no model: nobody writes it to be skipped.
 */
#include "flow/asm_effect.h"
#include "rules/rule.h"

/* ---- against the model ------------------------------------------------------------------------ */

enum duty { DUTY_NONE, DUTY_SHUT, DUTY_OPEN };

static enum duty duty_of(const struct rule_context *context, uint32_t func)
{
    const struct program *program = context->flow->facts.program;
    const struct ir_unit *unit = program_unit(program, func);
    const struct ir_func *ir = program_ir(program, func);
    uint32_t type = unit->syms.data[ir->sym].type;
    uint32_t result = type == IR_NONE ? IR_NONE : unit->types.data[type].element;
    bool returns = result != IR_NONE && unit->types.data[result].kind != IR_TYPE_VOID;
    size_t count = 0;
    const struct model_entry *entries =
        model_find(context->flow->facts.model, program_name(program, func), &count);
    for (size_t i = 0; i < count; i++) {
        bool masks = entries[i].part == MODEL_PART_GLOBAL || entries[i].part == MODEL_PART_FAULT ||
                     entries[i].part == MODEL_PART_CEILING || entries[i].part == MODEL_PART_SECTION;
        if (!masks || !model_fits(&entries[i], (int)ir->param_count, returns)) {
            continue;
        }
        switch (entries[i].role) {
        case MODEL_MASK:
        case MODEL_ENTER: return DUTY_SHUT;
        case MODEL_UNMASK:
        case MODEL_RESTORE:
        case MODEL_EXIT: return DUTY_OPEN;
        default: break;
        }
    }
    return DUTY_NONE;
}

static bool may_shut(const struct mask *mask)
{
    bool shuts = mask->section_high > 0;
    for (int gate = 0; gate < GATES; gate++) {
        shuts |= (mask->gate[gate] & 2) || mask->symbol[gate] || (mask->opaque & (1 << gate));
    }
    return shuts;
}

static bool may_open(const struct mask *mask)
{
    bool opens = mask->section_low < 0;
    for (int gate = 0; gate < GATES; gate++) {
        opens |= (mask->gate[gate] & 4) || mask->symbol[gate] || (mask->opaque & (1 << gate));
    }
    return opens;
}

/* The event that does the opposite, if no end of the function has the effect that it should have. */
static const struct event *opposite(const struct summary *summary, enum duty duty)
{
    bool wrong = false;
    for (uint32_t i = 0; i < summary->exit_count; i++) {
        const struct mask *mask = &summary->exits[i].mask;
        bool shuts = may_shut(mask);
        bool opens = may_open(mask);
        if (duty == DUTY_SHUT ? shuts : opens) {
            return NULL;
        }
        wrong |= duty == DUTY_SHUT ? opens : shuts;
    }
    const struct event *found = NULL;
    for (size_t i = 0; wrong && i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        bool is_gate = event->part != MODEL_PART_LOCK && event->part != MODEL_PART_LINE;
        bool opens = is_gate && (event->kind == EVENT_UNMASK || event->kind == EVENT_EXIT);
        bool shuts = is_gate &&
                     (event->kind == EVENT_MASK || event->kind == EVENT_RAISE || event->kind == EVENT_ENTER);
        if ((event->flags & EVENT_NESTED) || event->kind == EVENT_RESTORE ||
            (is_gate && event->value.kind == VALUE_INT) || (duty == DUTY_SHUT ? shuts : opens)) {
            /* It does the right thing for a while, and what it changes meanwhile may be the mask; or
             * it writes a ceiling of 0, which is a matter of the configuration. */
            return NULL;
        }
        found = !found && (duty == DUTY_SHUT ? opens : shuts) ? event : found;
    }
    return found;
}

static void check_duty(struct rule_context *context, uint32_t func)
{
    enum duty duty = duty_of(context, func);
    const struct event *event =
        duty == DUTY_NONE ? NULL : opposite(&context->flow->facts.summaries[func], duty);
    if (!event) {
        return;
    }
    const char *name = program_name(context->flow->facts.program, func);
    uint32_t loc = crit_op_loc(context, func, event->op);
    struct finding *finding = crit_report(context, func, loc,
                                          duty == DUTY_SHUT ? "'%s' enables here, and masks on no path"
                                                            : "'%s' masks here, and opens on no path",
                                          name);
    finding->severity = SEVERITY_ERROR;
    crit_step(context, finding, func, loc, "", false,
              duty == DUTY_SHUT ? "every section that begins with it is open"
                                : "every section that ends with it stays masked");
    finding->advice = duty == DUTY_SHUT ? "mask here" : "put the saved state back here";
}

/* ---- never reached ------------------------------------------------------------------------------ */

static bool op_masks(const struct rule_context *context, uint32_t func, uint32_t index)
{
    const struct program *program = context->flow->facts.program;
    const struct ir_unit *unit = program_unit(program, func);
    const struct ir_op *op = &unit->ops.data[index];
    if (op->kind == IR_ASM) {
        struct asm_effect effects[ASM_EFFECTS_MAX];
        int count = asm_effects(unit, &unit->asms.data[op->a], false, effects);
        return count > 0 && (effects[0].action == ASM_MASK || effects[0].action == ASM_RAISE);
    }
    const struct program_call *call = op->kind == IR_CALL ? calls_at(program, func, index) : NULL;
    size_t count = 0;
    const struct model_entry *entries =
        call && call->sym != PROGRAM_NONE
            ? model_find(context->flow->facts.model, program->syms.data[call->sym].name, &count)
            : NULL;
    for (size_t i = 0; i < count; i++) {
        if (entries[i].role == MODEL_MASK && entries[i].part != MODEL_PART_LOCK) {
            return true;
        }
    }
    return false;
}

static void mark_reached(const struct ir_unit *unit, const struct ir_func *ir, bool *reached)
{
    reached[0] = true;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 0; i < ir->block_count; i++) {
            const struct ir_block *block = &unit->blocks.data[ir->block + i];
            for (uint32_t j = 0; reached[i] && j < block->succ_count; j++) {
                uint32_t to = unit->edges.data[block->succ + j].block - ir->block;
                changed |= !reached[to];
                reached[to] = true;
            }
        }
    }
}

/* A return stands before the mask, and this function masks nowhere else. */
static void check_unreached(struct rule_context *context, uint32_t func)
{
    const struct ir_unit *unit = program_unit(context->flow->facts.program, func);
    const struct ir_func *ir = program_ir(context->flow->facts.program, func);
    const struct summary *summary = &context->flow->facts.summaries[func];
    bool *reached = ARENA_ARRAY(context->run, bool, ir->block_count + 1);
    mark_reached(unit, ir, reached);
    for (size_t i = 0; i < summary->events.count; i++) {
        uint8_t kind = summary->events.data[i].kind;
        if (kind == EVENT_MASK || kind == EVENT_RAISE || kind == EVENT_ENTER) {
            return;
        }
    }
    for (uint32_t i = 0; i < ir->block_count && summary->exit_count; i++) {
        const struct ir_block *block = &unit->blocks.data[ir->block + i];
        /* Right behind a return; a branch that the configuration switches off is somebody's choice. */
        bool behind = i > 0 && !reached[i] && reached[i - 1] &&
                      unit->blocks.data[ir->block + i - 1].term == IR_TERM_RETURN;
        for (uint32_t j = 0; behind && j < block->op_count; j++) {
            if (op_masks(context, func, block->op + j)) {
                uint32_t loc = unit->ops.data[block->op + j].loc;
                struct finding *finding = crit_report(context, func, loc, "'%s' returns before it masks",
                                                      program_name(context->flow->facts.program, func));
                finding->severity = SEVERITY_ERROR;
                crit_step(context, finding, func, loc, "", false, "no path comes here");
                finding->advice = "mask before the return";
                return;
            }
        }
    }
}

static void check_function(struct rule_context *context, uint32_t func)
{
    if (program_ir(context->flow->facts.program, func)->block_count) {
        check_duty(context, func);
        check_unreached(context, func);
    }
}

const struct rule rule_crit114 = {
    .info =
        {
            .code = "CRIT114",
            .name = "disable-that-enables",
            .summary = "a function that should mask enables or returns before it masks, or the reverse",
            .cwe = 684,
            .tier = TIER_C,
        },
    .on_function = check_function,
};
