/*
 * CRIT401: two strong definitions of one masking primitive in one program. The linker takes
 * one of them silently when they come out of archives, and the section then means something
 * else than its users think.
 *
 * A primitive is known by its body: it masks, unmasks, saves or restores. A tree with several
 * `main` holds several programs, and says nothing here; nor do ports in sibling folders.
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
    uint32_t func = sym == PROGRAM_NONE ? PROGRAM_NONE : flow->facts.program->syms.data[sym].function;
    size_t count = 0;
    const struct model_entry *entry =
        sym == PROGRAM_NONE ? NULL
                            : model_find(flow->facts.model, flow->facts.program->syms.data[sym].name, &count);
    return (entry && entry->role <= MODEL_EXIT) ||
           (func != PROGRAM_NONE && flow->facts.summaries[func].touches != 0);
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

/*
 * Are both in the image? Without link evidence: files of one folder are built together, ports of
 * sibling folders and templates are alternatives. One file that is compiled twice is in two images.
 */
static bool built_together(struct program *program, const struct program_definition *a,
                           const struct program_definition *b)
{
    const char *left = ir_text(program->units[a->unit], program->units[a->unit]->path);
    const char *right = ir_text(program->units[b->unit], program->units[b->unit]->path);
    size_t folder = (size_t)(str_basename(left) - left);
    return folder == (size_t)(str_basename(right) - right) && strncmp(left, right, folder) == 0 &&
           strcmp(left, right) != 0 && !strstr(left, "template") && !strstr(right, "template");
}

/* Files that define many of the same names are alternatives: heaps, boards, hardware layers. */
static bool are_alternatives(const struct program *program, uint32_t a, uint32_t b)
{
    enum { SHARED_NAMES_MAX = 3 };
    unsigned shared = 0;
    for (size_t i = 0; i < program->syms.count && shared <= SHARED_NAMES_MAX; i++) {
        const struct program_sym *sym = &program->syms.data[i];
        bool in_a = false;
        bool in_b = false;
        for (uint32_t j = 0; sym->definition_count > 1 && j < sym->definition_count; j++) {
            in_a |= program->definitions.data[sym->definition + j].unit == a;
            in_b |= program->definitions.data[sym->definition + j].unit == b;
        }
        shared += in_a && in_b;
    }
    return shared > SHARED_NAMES_MAX;
}

static void check_symbol(struct rule_context *context, const struct program_sym *sym)
{
    struct program *program = context->flow->facts.program;
    const struct program_definition *first = NULL;
    const struct program_definition *second = NULL;
    bool masks = false;
    for (uint32_t i = 0; i < sym->definition_count; i++) {
        const struct program_definition *at = &program->definitions.data[sym->definition + i];
        if (at->weak || program->units[at->unit]->syms.data[at->sym].function == IR_NONE) {
            continue;
        }
        masks |= body_masks(context->flow, at);
        second = first && !second && built_together(program, first, at) ? at : second;
        first = first ? first : at;
    }
    if (!second || !masks || sym->function == PROGRAM_NONE ||
        are_alternatives(program, first->unit, second->unit)) {
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
    finding->function = sym->name;
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
