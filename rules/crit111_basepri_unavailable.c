/*
 * CRIT111: BASEPRI or FAULTMASK on a core that has neither: ARMv6-M, and ARMv8-M without the Main
 * Extension (Armv6-M ARM B1.4.3, Armv8-M ARM B3.1). The code does not assemble, or masks nothing.
 *
 * Looks at instructions, and at calls of primitives that only a model knows. Header functions that
 * nobody calls are silent: they come with the vendor's files.
 */
#include "rules/rule.h"

#include "flow/asm_effect.h"

#include <string.h>

static bool is_baseline(const struct ir_unit *unit)
{
    const char *triple = ir_text(unit, unit->target.triple);
    return strstr(triple, "v6m") || strstr(triple, "v8m.base");
}

/* The register that an op needs and that this core has not, or NULL. */
static const char *missing_register(const struct rule_context *context, uint32_t func, uint32_t index)
{
    const struct program *program = context->flow->facts.program;
    const struct ir_unit *unit = program_unit(program, func);
    const struct ir_op *op = &unit->ops.data[index];
    struct asm_effect effects[ASM_EFFECTS_MAX];
    int count = op->kind == IR_ASM ? asm_effects(unit, &unit->asms.data[op->a], false, effects) : 0;
    for (int i = 0; i < count; i++) {
        if (effects[i].gate != GATE_GLOBAL) {
            return effects[i].gate == GATE_CEILING ? "BASEPRI" : "FAULTMASK";
        }
    }
    const struct program_call *call = op->kind == IR_CALL ? calls_at(program, func, index) : NULL;
    if (!call || call->target_count || call->sym == PROGRAM_NONE) {
        return NULL;
    }
    size_t entry_count;
    const struct model_entry *entry =
        model_find(context->flow->facts.model, program->syms.data[call->sym].name, &entry_count);
    bool is_mask = entry && entry->role <= MODEL_RAISE;
    return is_mask && entry->part == MODEL_PART_CEILING ? "BASEPRI"
           : is_mask && entry->part == MODEL_PART_FAULT ? "FAULTMASK"
                                                        : NULL;
}

static void check_function(struct rule_context *context, uint32_t func)
{
    const struct program *program = context->flow->facts.program;
    const struct ir_unit *unit = program_unit(program, func);
    const struct ir_func *ir = program_ir(program, func);
    if (!is_baseline(unit) || (ir->flags & IR_FUNC_SYSTEM)) {
        return;
    }
    for (uint32_t i = 0; i < ir->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[ir->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            uint32_t op = block->op + j;
            const char *name = missing_register(context, func, op);
            if (!name || ((ir->flags & IR_FUNC_HEADER) && !calls_to(program, func).count)) {
                continue;
            }
            struct finding *finding = crit_report(context, func, crit_op_loc(context, func, op),
                                                  "%s does not exist on this core", name);
            finding->severity = SEVERITY_NOTE;
            finding->why = crit_text(context, "the target is %s", ir_text(unit, unit->target.triple));
            finding->advice = "mask by PRIMASK, or by the lines of the handlers that share the data";
        }
    }
}

const struct rule rule_crit111 = {
    .info =
        {
            .code = "CRIT111",
            .name = "basepri-unavailable",
            .summary = "BASEPRI or FAULTMASK is used on a core without it",
            .cwe = 758,
            .tier = TIER_C,
        },
    .on_function = check_function,
};
