/*
 * CRIT401: two strong definitions of one masking primitive in one program. The linker takes
 * one of them silently when they come out of archives, and the section then means something
 * else than its users think.
 *
 * A primitive is known by its body: it masks, unmasks, saves or restores. What can be in one
 * image at all is the matter of link/images.h.
 */
#include "rules/rule.h"

#include "flow/asm_effect.h"

#include <string.h>

static bool op_masks(const struct flow *flow, const struct ir_unit *unit, uint32_t unit_index,
                     const struct ir_op *op)
{
    struct asm_effect effects[ASM_EFFECTS_MAX];
    if (op->kind == IR_ASM) {
        return asm_effects(unit, &unit->asms.data[op->a], false, effects) > 0;
    }
    if (op->kind != IR_CALL || (op->flags & IR_OP_INDIRECT)) {
        return false;
    }
    uint32_t sym =
        program_resolve(flow->facts.program, program_sym_of(flow->facts.program, unit_index, op->a));
    size_t count = 0;
    const struct model_entry *entry =
        sym == PROGRAM_NONE ? NULL
                            : model_find(flow->facts.model, flow->facts.program->syms.data[sym].name, &count);
    return entry && entry->role <= MODEL_EXIT;
}

/*
 * Does a call of it leave the mask changed, put it back, or bring its state? What undoes its own
 * section is no port, nor what puts back a state that was not followed.
 */
static bool acts(const struct summary *summary)
{
    bool any = summary->count_step != 0;
    for (uint32_t i = 0; i < summary->exit_count && !any; i++) {
        const struct mask *mask = &summary->exits[i].mask;
        any = summary->exits[i].result.kind == VALUE_TOKEN || mask->section_low || mask->section_high ||
              mask->sched_low || mask->sched_high || mask->hold_count;
        for (int gate = 0; gate < GATES; gate++) {
            bool followed = !(mask->opaque & (1 << gate));
            any |= mask->symbol[gate] || (followed && mask->gate[gate] != RELATION_IDENTITY);
        }
    }
    return any;
}

static bool body_masks(const struct flow *flow, const struct program_definition *definition)
{
    const struct ir_unit *unit = flow->facts.program->units[definition->unit];
    const struct ir_sym *sym = &unit->syms.data[definition->sym];
    if (sym->kind != IR_SYM_FUNCTION || sym->function == IR_NONE) {
        return false;
    }
    const struct ir_func *func = &unit->funcs.data[sym->function];
    for (uint32_t i = 0; i < func->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[func->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            if (op_masks(flow, unit, definition->unit, &unit->ops.data[block->op + j])) {
                return true;
            }
        }
    }
    return false;
}

/* One file that is compiled twice is in two images. */
static bool same_file(const struct program *program, const struct program_definition *a,
                      const struct program_definition *b)
{
    const struct ir_unit *left = program->units[a->unit];
    const struct ir_unit *right = program->units[b->unit];
    return strcmp(ir_text(left, left->path), ir_text(right, right->path)) == 0;
}

static void check_symbol(struct rule_context *context, const struct program_sym *sym)
{
    struct program *program = context->flow->facts.program;
    const struct program_definition *first = NULL;
    const struct program_definition *second = NULL;
    bool masks = false;
    for (uint32_t i = 0; i < sym->definition_count; i++) {
        const struct program_definition *at = &program->definitions.data[sym->definition + i];
        const struct ir_unit *from = program->units[at->unit];
        uint32_t body = from->syms.data[at->sym].function;
        if (at->weak || body == IR_NONE || (from->funcs.data[body].flags & IR_FUNC_HEADER)) {
            continue; /* a body in a header is one text, however many units hold it */
        }
        masks |= body_masks(context->flow, at);
        second = first && !second && !same_file(program, first, at) ? at : second;
        first = first ? first : at;
    }
    if (!second || !masks || sym->function == PROGRAM_NONE ||
        !acts(&context->flow->facts.summaries[sym->function])) {
        return;
    }
    const struct ir_unit *unit = program->units[second->unit];
    struct finding *finding =
        crit_report(context, sym->function, 0, "'%s' is defined twice in this program", sym->name);
    finding->severity = SEVERITY_ERROR;
    finding->loc =
        program_loc(program, second->unit, unit->funcs.data[unit->syms.data[second->sym].function].loc);
    crit_step(context, finding, sym->function, program_ir(program, sym->function)->loc, "", false,
              "the other definition, which the linker may take");
    finding->function = str_intern(program->names, sym->name);
    finding->advice = "link exactly one port of the primitive";
}

static void check_program(struct rule_context *context)
{
    const struct program *program = context->flow->facts.program;
    uint32_t main_sym = program_find(program, "main");
    if (main_sym == PROGRAM_NONE || program->syms.data[main_sym].definition_count != 1) {
        return;
    }
    for (size_t i = 0; i < program->syms.count; i++) {
        const struct program_sym *sym = &program->syms.data[i];
        if (sym->kind == IR_SYM_FUNCTION && sym->definition_count > 1) {
            check_symbol(context, sym);
        }
    }
}

const struct rule rule_crit401 = {
    .info =
        {
            .code = "CRIT401",
            .name = "duplicate-port",
            .summary = "a masking primitive has two strong definitions in one program",
            .cwe = 667,
            .tier = TIER_A,
        },
    .on_program = check_program,
};
