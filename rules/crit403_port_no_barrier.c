/*
 * CRIT403: an asm statement that masks or unmasks, and that the compiler may move accesses
 * across, drop, or give the wrong registers.
 *
 * One finding for each definition: where a macro spells the asm, its #define is the place,
 * however often it is used. A function that the compiler cannot inline keeps its callers'
 * accesses where they are, so it is silent, unless accesses of its own may move. A volatile
 * asm that only reads the mask needs no "memory". Basic asm is a barrier to GCC 7 and later:
 * a note.
 */
#include "rules/mend.h"
#include "rules/rule.h"

#include "flow/asm_barrier.h"
#include "flow/asm_kind.h"

#include <string.h>

struct site {
    uint32_t func, op;
    const struct ir_unit *unit;
    const struct ir_asm *statement;
    struct asm_effect effects[ASM_EFFECTS_MAX];
    int count;
};

struct spelled {
    struct strtab
        names; /* "file:line" of the asm keyword of macros, and "file:line:template" that were said */
    struct map templates; /* name → template hash, or SEVERAL */
    struct map said;
};

enum { SEVERAL = 1 };

static const struct ir_loc *loc_of(const struct site *site)
{
    return &site->unit->locs.data[site->unit->ops.data[site->op].loc];
}

static uint32_t place_key(struct rule_context *context, struct spelled *spelled, const struct site *site)
{
    const struct ir_loc *loc = loc_of(site);
    return str_add(&spelled->names,
                   crit_text(context, "%s:%u", ir_text(site->unit, loc->spell_file), loc->spell_line));
}

/* A macro that only lends its `asm` to templates from elsewhere defines no primitive. */
static bool macro_spells_it(struct rule_context *context, struct spelled *spelled, const struct site *site)
{
    return loc_of(site)->inner_macro &&
           map_get(&spelled->templates, place_key(context, spelled, site)) != SEVERAL;
}

static uint32_t template_hash(const struct site *site)
{
    const char *text = ir_text(site->unit, site->statement->text);
    uint32_t hash = (uint32_t)hash_bytes(text, strlen(text), 0) >> 1;
    return hash > SEVERAL ? hash : SEVERAL + 1;
}

/* ---- which way accesses may move ---------------------------------------------------------------- */

static bool begins_section(const struct site *site)
{
    for (int i = 0; i < site->count; i++) {
        if (site->effects[i].action == ASM_MASK || site->effects[i].action == ASM_RAISE) {
            return true;
        }
    }
    return false;
}

static bool ends_section(const struct site *site)
{
    for (int i = 0; i < site->count; i++) {
        if (site->effects[i].action == ASM_UNMASK || site->effects[i].action == ASM_RESTORE) {
            return true;
        }
    }
    return false;
}

static bool has_action(const struct site *site, enum asm_action action)
{
    for (int i = 0; i < site->count; i++) {
        if (site->effects[i].action == action) {
            return true;
        }
    }
    return false;
}

/* Accesses of the function itself on the section's side of the statement. */
static bool own_accesses(const struct rule_context *context, const struct site *site)
{
    const struct ir_func *ir = program_ir(context->flow->facts.program, site->func);
    for (uint32_t i = 0; i < ir->block_count; i++) {
        const struct ir_block *block = &site->unit->blocks.data[ir->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            uint32_t at = block->op + j;
            bool inside = begins_section(site) ? at > site->op : at < site->op;
            if (inside && asm_access_may_move(site->unit, &site->unit->ops.data[at])) {
                return true;
            }
        }
    }
    return false;
}

static bool called_in_unit(const struct program *program, uint32_t func)
{
    struct calls_to callers = calls_to(program, func);
    for (uint32_t i = 0; i < callers.count; i++) {
        uint32_t caller = program->calls.data[callers.data[i]].caller;
        if (program->funcs.data[caller].unit == program->funcs.data[func].unit) {
            return true;
        }
    }
    return false;
}

/* Nothing but the mask: no access, no call. Such a body is a primitive, and small enough to inline. */
static bool is_primitive(const struct rule_context *context, const struct site *site)
{
    const struct ir_func *ir = program_ir(context->flow->facts.program, site->func);
    for (uint32_t i = 0; i < ir->block_count; i++) {
        const struct ir_block *block = &site->unit->blocks.data[ir->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            const struct ir_op *op = &site->unit->ops.data[block->op + j];
            if (op->kind == IR_CALL || asm_access_may_move(site->unit, op)) {
                return false;
            }
        }
    }
    return true;
}

/* Every program brings its own definition, and its contract is to be a barrier, whoever sees the body. */
static bool is_port(const struct rule_context *context, uint32_t func)
{
    size_t count;
    const struct model_entry *entries =
        model_find(context->flow->facts.model, program_name(context->flow->facts.program, func), &count);
    for (size_t i = 0; i < count; i++) {
        if (entries[i].port) {
            return true;
        }
    }
    return false;
}

/*
 * GCC 12 takes no notice of a clobber in a body that it sees and does not inline: -fipa-reference
 * knows which static objects the function names, and keeps the others in registers across the call.
 */
static bool is_kept_apart(const struct rule_context *context, const struct site *site)
{
    const struct program *program = context->flow->facts.program;
    const struct ir_sym *sym = &site->unit->syms.data[program_ir(program, site->func)->sym];
    const char *attributes = ir_text(site->unit, sym->attributes);
    return strstr(attributes, "noinline") && !strstr(attributes, "noipa") &&
           (is_port(context, site->func) || called_in_unit(program, site->func)) &&
           is_primitive(context, site);
}

static bool is_exposed(const struct rule_context *context, const struct site *site, bool is_macro)
{
    const struct program *program = context->flow->facts.program;
    const struct ir_func *ir = program_ir(program, site->func);
    uint32_t sym_flags = site->unit->syms.data[ir->sym].flags;
    if (asm_is_fenced(&context->flow->facts, site->func, site->op, begins_section(site)) ||
        (begins_section(site) == ends_section(site) &&
         asm_is_fenced(&context->flow->facts, site->func, site->op, false))) {
        return false;
    }
    if (is_macro || (ir->flags & IR_FUNC_MACRO_BODY) || own_accesses(context, site)) {
        return true;
    }
    bool inlined = (ir->flags & IR_FUNC_HEADER) || (sym_flags & (IR_SYM_INLINE | IR_SYM_INTERNAL)) ||
                   called_in_unit(program, site->func) || is_port(context, site->func);
    return inlined && is_primitive(context, site);
}

/* ---- reporting ------------------------------------------------------------------------------------ */

static const char *verb(const struct site *site)
{
    return has_action(site, ASM_MASK) || has_action(site, ASM_RAISE) ? "masks interrupts"
           : has_action(site, ASM_UNMASK)                            ? "enables interrupts"
                                                                     : "writes the interrupt mask";
}

static struct finding *report(struct rule_context *context, const struct site *site, bool is_macro,
                              const char *what, const char *advice)
{
    struct program *program = context->flow->facts.program;
    const struct ir_loc *loc = loc_of(site);
    const char *name = is_macro ? ir_text(site->unit, loc->inner_macro) : program_name(program, site->func);
    uint32_t op_loc = crit_op_loc(context, site->func, site->op);
    struct finding *finding = crit_report(context, site->func, op_loc, "the asm of '%s' %s", name, what);
    if (is_macro) {
        uint32_t line = loc->spell_line;
        finding->loc = (struct loc){.file = str_intern(program->names, ir_text(site->unit, loc->spell_file)),
                                    .line = line,
                                    .column = 1,
                                    .end_line = line,
                                    .end_column = 1};
        finding->function = str_intern(program->names, name);
        finding->key = crit_text(context, "%s %s %s", finding->rule->code, name, finding->message);
    }
    finding->advice = advice;
    return finding;
}

static void mend(struct rule_context *context, struct finding *finding, bool is_volatile, bool clobbers)
{
    struct repair_step step = {.kind = REPAIR_ASM_VOLATILE, .loc = finding->loc};
    if (!is_volatile) {
        mend_way(context, finding, NULL);
        mend_step_add(context, finding, &step);
    }
    if (!clobbers) {
        mend_way(context, finding, NULL);
        if (!is_volatile) {
            mend_step_add(context, finding, &step);
        }
        step.kind = REPAIR_ASM_MEMORY;
        mend_step_add(context, finding, &step);
    }
}

/*
 * A function of a header that the whole program has no use for may be meant to be used with care
 * (`…_nb`), or not at all: nobody's accesses move today.
 */
static bool is_unused(const struct rule_context *context, const struct site *site)
{
    const struct facts *facts = &context->flow->facts;
    return facts->contexts.is_whole && !calls_to(facts->program, site->func).count &&
           (program_ir(facts->program, site->func)->flags & IR_FUNC_HEADER);
}

static void check_site(struct rule_context *context, struct spelled *spelled, const struct site *site)
{
    bool is_macro = macro_spells_it(context, spelled, site);
    const char *wrong_operand = asm_operand_problem(site->unit, site->statement, site->effects, site->count);
    bool changes =
        (begins_section(site) || ends_section(site)) && !asm_leaves_stack(site->unit, site->statement);
    bool is_volatile =
        (site->statement->flags & (IR_ASM_VOLATILE | IR_ASM_BASIC)) || !site->statement->output_count;
    enum asm_barrier barrier = asm_barrier(site->unit, site->statement);
    if (wrong_operand) {
        report(context, site, is_macro, wrong_operand,
               "declare what is read as an input, what is written as an output, both as \"+r\"");
    } else if (!is_volatile && (changes || has_action(site, ASM_SAVE))) {
        struct finding *finding = report(
            context, site, is_macro,
            changes ? crit_text(context, "%s and is not volatile: it may be moved or removed", verb(site))
                    : "reads the interrupt mask and is not volatile: an older value may be used again",
            "make it 'asm volatile'");
        mend(context, finding, false, barrier == ASM_BARRIER_MEMORY);
    } else if (changes && barrier == ASM_BARRIER_NONE && is_exposed(context, site, is_macro)) {
        struct finding *finding = report(
            context, site, is_macro,
            crit_text(context, "%s without a \"memory\" clobber: accesses may move across it", verb(site)),
            "add the clobber \"memory\"");
        mend(context, finding, true, false);
    } else if (changes && barrier == ASM_BARRIER_BASIC && is_exposed(context, site, is_macro)) {
        struct finding *finding =
            report(context, site, is_macro,
                   crit_text(context, "%s without a \"memory\" clobber: a barrier to GCC 7 and later only",
                             verb(site)),
                   "add the clobber: asm volatile(\"...\" : : : \"memory\")");
        mend(context, finding, true, false);
        finding->tier = TIER_C;
        finding->severity = SEVERITY_NOTE;
    } else if (changes && barrier == ASM_BARRIER_MEMORY && !is_macro && is_kept_apart(context, site)) {
        struct finding *finding =
            report(context, site, false,
                   "has a \"memory\" clobber that GCC does not see from callers: the function is 'noinline'",
                   "add the attribute 'noipa', or let it be inlined");
        finding->tier = TIER_C;
        finding->severity = SEVERITY_NOTE;
    }
}

/* ---- every asm of the program ---------------------------------------------------------------------- */

static void visit_asms(struct rule_context *context, struct spelled *spelled,
                       void (*visit)(struct rule_context *, struct spelled *, const struct site *))
{
    const struct program *program = context->flow->facts.program;
    for (uint32_t func = 0; func < program->funcs.count; func++) {
        const struct ir_unit *unit = program_unit(program, func);
        const struct ir_func *ir = program_ir(program, func);
        for (uint32_t i = 0; i < ir->block_count; i++) {
            const struct ir_block *block = &unit->blocks.data[ir->block + i];
            for (uint32_t j = 0; j < block->op_count; j++) {
                const struct ir_op *op = &unit->ops.data[block->op + j];
                if (op->kind == IR_ASM) {
                    struct site site = {.func = func,
                                        .op = block->op + j,
                                        .unit = unit,
                                        .statement = &unit->asms.data[op->a]};
                    visit(context, spelled, &site);
                }
            }
        }
    }
}

static void note_template(struct rule_context *context, struct spelled *spelled, const struct site *site)
{
    if (loc_of(site)->inner_macro) {
        uint32_t key = place_key(context, spelled, site);
        uint32_t hash = template_hash(site);
        if (map_add(&spelled->templates, key, hash) != hash) {
            map_set(&spelled->templates, key, SEVERAL);
        }
    }
}

static void check_asm(struct rule_context *context, struct spelled *spelled, const struct site *from)
{
    struct site site = *from;
    const struct ir_func *ir = program_ir(context->flow->facts.program, site.func);
    bool is_naked = (site.unit->syms.data[ir->sym].flags & IR_SYM_NAKED) != 0;
    site.count = is_naked ? 0 : asm_effects(site.unit, site.statement, false, site.effects);
    if (!site.count) {
        return; /* a naked function is never inlined, and holds no accesses of the compiler's */
    }
    const struct ir_loc *loc = loc_of(&site);
    uint32_t said =
        str_add(&spelled->names, crit_text(context, "%s:%u:%s", ir_text(site.unit, loc->spell_file),
                                           loc->spell_line, ir_text(site.unit, site.statement->text)));
    size_t before = context->findings->count;
    if (map_get(&spelled->said, said) == MAP_NONE) {
        check_site(context, spelled, &site);
    }
    if (context->findings->count > before) {
        map_set(&spelled->said, said, 0);
    }
    if (context->findings->count > before && is_unused(context, &site)) {
        struct finding *finding = &context->findings->data[context->findings->count - 1];
        finding->tier = TIER_C;
        finding->severity = SEVERITY_NOTE;
    }
}

static void check_program(struct rule_context *context)
{
    struct spelled spelled = {.names = {.count = 0}};
    visit_asms(context, &spelled, note_template);
    visit_asms(context, &spelled, check_asm);
    map_free(&spelled.templates);
    map_free(&spelled.said);
    str_free(&spelled.names);
}

const struct rule rule_crit403 = {
    .info =
        {
            .code = "CRIT403",
            .name = "port-no-barrier",
            .summary = "an asm statement that masks does not hold the compiler's accesses in place",
            .cwe = 667,
            .tier = TIER_A,
        },
    .on_program = check_program,
};
