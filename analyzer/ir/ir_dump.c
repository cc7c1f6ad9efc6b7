#include "ir/ir_dump.h"

#include <inttypes.h>

static const char *const arch_names[IR_ARCHES] = {
    "unknown", "arm-m", "arm-a", "arm-r", "avr", "riscv", "msp430", "xtensa", "host",
};

static const char *const health_names[] = {"ok", "degraded", "lost"};

struct flag_name {
    uint32_t flag;
    const char *name;
};

static void dump_flags(struct buf *out, uint32_t flags, const struct flag_name *names)
{
    for (; names->name; names++) {
        if (flags & names->flag) {
            buf_addf(out, " %s", names->name);
        }
    }
}

static void dump_sym_name(struct buf *out, const struct ir_unit *unit, uint32_t index)
{
    const struct ir_sym *sym = &unit->syms.data[index];
    static const char *const prefixes[IR_SYM_KINDS] = {"g:", "s:", "", "l:", "p:", "t:", "g:"};
    if (sym->kind == IR_SYM_STATIC_LOCAL && sym->function != IR_NONE) {
        const struct ir_func *owner = &unit->funcs.data[sym->function];
        buf_addf(out, "%s::", ir_sym_shown(unit, &unit->syms.data[owner->sym]));
    }
    bool internal = sym->kind == IR_SYM_FUNCTION && (sym->flags & IR_SYM_INTERNAL);
    buf_addf(out, "%s%s", internal ? "s:" : prefixes[sym->kind], ir_sym_shown(unit, sym));
    if (sym->kind == IR_SYM_TEMP) {
        buf_addf(out, "%u", index);
    }
}

void ir_dump_place(struct buf *out, const struct ir_unit *unit, uint32_t index, uint32_t first_op)
{
    const struct ir_place *place = &unit->places.data[index];
    if (place->base == IR_BASE_SYM) {
        dump_sym_name(out, unit, place->root);
    } else if (place->base == IR_BASE_DEREF) {
        buf_addf(out, "*%%%u", place->root - first_op);
    } else {
        buf_add(out, "\"\"");
    }
    for (uint32_t i = 0; i < place->step_count; i++) {
        const struct ir_step *step = &unit->steps.data[place->step + i];
        if (step->kind == IR_STEP_FIELD) {
            buf_addf(out, step->name ? ".%s" : "%s",
                     ir_text(unit, step->name)); /* C does not spell anonymous ones */
        } else {
            buf_addf(out, "[%%%u]", step->offset - first_op);
        }
    }
    uint32_t flags = place->flags;
    buf_addf(out, "{%s%s%s%s}:", flags & IR_PLACE_VOLATILE ? "v" : "", flags & IR_PLACE_ATOMIC ? "a" : "",
             flags & IR_PLACE_CONST ? "c" : "", flags & IR_PLACE_BITFIELD ? "b" : "");
    uint32_t bits = place->bit_width ? place->bit_width : unit->types.data[place->type].size * 8;
    buf_addf(out, "%u", bits);
}

static void dump_text(struct buf *out, const char *text)
{
    buf_add(out, "\"");
    for (; *text; text++) {
        if (*text == '\n') {
            buf_add(out, "\\n");
        } else if (*text == '\t') {
            buf_add(out, "\\t");
        } else if (*text == '"' || *text == '\\') {
            buf_addf(out, "\\%c", *text);
        } else {
            buf_addn(out, text, 1);
        }
    }
    buf_add(out, "\"");
}

static void dump_asm(struct buf *out, const struct ir_unit *unit, uint32_t index, uint32_t first_op)
{
    const struct ir_asm *statement = &unit->asms.data[index];
    buf_add(out, statement->flags & IR_ASM_VOLATILE ? "volatile " : "");
    buf_add(out, statement->flags & IR_ASM_BASIC ? "basic " : "");
    dump_text(out, ir_text(unit, statement->text));
    uint32_t count = statement->output_count + statement->input_count;
    for (uint32_t i = 0; i < count; i++) {
        const struct ir_asm_operand *operand = &unit->asm_operands.data[statement->operand + i];
        buf_addf(out, " %s ", i < statement->output_count ? "out" : "in");
        dump_text(out, ir_text(unit, operand->constraint));
        if (operand->place != IR_NONE) {
            buf_add(out, "(");
            ir_dump_place(out, unit, operand->place, first_op);
            buf_add(out, ")");
        }
        if (operand->value != IR_NONE) {
            buf_addf(out, "(%%%u)", operand->value - first_op);
        }
    }
    for (uint32_t i = 0; i < statement->clobber_count; i++) {
        buf_addf(out, " clobber %s", ir_text(unit, unit->asm_clobbers.data[statement->clobber + i]));
    }
}

static void dump_operands(struct buf *out, const struct ir_unit *unit, const struct ir_op *op,
                          uint32_t first_op)
{
    buf_add(out, "(");
    for (uint32_t i = 0; i < op->c; i++) {
        buf_addf(out, "%s%%%u", i ? ", " : "", unit->operands.data[op->b + i] - first_op);
    }
    buf_add(out, ")");
}

static void dump_op(struct buf *out, const struct ir_unit *unit, uint32_t index, uint32_t first_op)
{
    static const struct flag_name op_flags[] = {
        {IR_OP_OLD, "old"},
        {IR_OP_INIT, "init"},
        {IR_OP_CLEANUP, "cleanup"},
        {IR_OP_ATOMIC, "atomic"},
        {IR_OP_DEGRADED, "degraded"},
        {IR_OP_BUILTIN, "builtin"},
        {0, NULL},
    };
    const struct ir_op *op = &unit->ops.data[index];
    if (ir_op_has_value(op)) {
        buf_addf(out, "  %%%u = %s ", index - first_op, ir_op_kind_name(op->kind));
    } else {
        buf_addf(out, "  %s ", ir_op_kind_name(op->kind));
    }
    const char *name = ir_operator_name(op->operator_);
    switch (op->kind) {
    case IR_CONST: buf_addf(out, "%" PRId64, ir_const_value(op)); break;
    case IR_ADDR:
    case IR_LOAD: ir_dump_place(out, unit, op->a, first_op); break;
    case IR_STORE:
        ir_dump_place(out, unit, op->a, first_op);
        buf_addf(out, " %%%u", op->b - first_op);
        break;
    case IR_RMW:
        ir_dump_place(out, unit, op->a, first_op);
        buf_addf(out, " %s", name);
        if (op->b != IR_NONE) {
            buf_addf(out, " %%%u", op->b - first_op);
        }
        break;
    case IR_BINARY: buf_addf(out, "%%%u %s %%%u", op->a - first_op, name, op->b - first_op); break;
    case IR_UNARY: buf_addf(out, "%s %%%u", name, op->a - first_op); break;
    case IR_CAST:
        buf_addf(out, "%%%u to %s", op->a - first_op, ir_text(unit, unit->types.data[op->type].name));
        break;
    case IR_CALL:
        if (op->flags & IR_OP_INDIRECT) {
            buf_addf(out, "*%%%u", op->a - first_op);
        } else {
            dump_sym_name(out, unit, op->a);
        }
        dump_operands(out, unit, op, first_op);
        break;
    case IR_ASM: dump_asm(out, unit, op->a, first_op); break;
    default: dump_operands(out, unit, op, first_op); break;
    }
    dump_flags(out, op->flags, op_flags);
    const struct ir_loc *loc = &unit->locs.data[op->loc];
    buf_addf(out, " @%u:%u", loc->line, loc->column);
    if (loc->macro) {
        buf_addf(out, " macro %s", ir_text(unit, loc->macro));
        if (loc->inner_macro && loc->inner_macro != loc->macro) {
            buf_addf(out, "/%s", ir_text(unit, loc->inner_macro));
        }
    }
    buf_add(out, "\n");
}

static void dump_terminator(struct buf *out, const struct ir_block *block, uint32_t first_op)
{
    static const char *const names[IR_TERMS] = {"none", "jump",   "branch",     "switch",
                                                "goto", "return", "unreachable"};
    buf_addf(out, "  %s", names[block->term]);
    if (block->value != IR_NONE) {
        buf_addf(out, " %%%u", block->value - first_op);
    }
    buf_add(out, "\n");
}

static void dump_block(struct buf *out, const struct ir_unit *unit, const struct ir_func *func,
                       uint32_t index, uint32_t first_op)
{
    const struct ir_block *block = &unit->blocks.data[func->block + index];
    buf_addf(out, "block %u ->", index);
    for (uint32_t i = 0; i < block->succ_count; i++) {
        const struct ir_edge *edge = &unit->edges.data[block->succ + i];
        buf_addf(out, " %u", edge->block - func->block);
        if (block->term == IR_TERM_SWITCH && edge->is_default) {
            buf_add(out, "(default)");
        } else if (block->term == IR_TERM_SWITCH && edge->low == edge->high) {
            buf_addf(out, "(%" PRId64 ")", edge->low);
        } else if (block->term == IR_TERM_SWITCH) {
            buf_addf(out, "(%" PRId64 "...%" PRId64 ")", edge->low, edge->high);
        }
    }
    buf_add(out, "\n");
    for (uint32_t i = 0; i < block->op_count; i++) {
        dump_op(out, unit, block->op + i, first_op);
    }
    dump_terminator(out, block, first_op);
}

static const struct flag_name sym_flags[] = {
    {IR_SYM_DEFINED, "defined"},     {IR_SYM_INTERNAL, "static"},   {IR_SYM_WEAK, "weak"},
    {IR_SYM_INLINE, "inline"},       {IR_SYM_NORETURN, "noreturn"}, {IR_SYM_NAKED, "naked"},
    {IR_SYM_INTERRUPT, "interrupt"}, {IR_SYM_IMPLICIT, "implicit"}, {0, NULL},
};

static void dump_func(struct buf *out, const struct ir_unit *unit, const struct ir_func *func)
{
    const struct ir_sym *sym = &unit->syms.data[func->sym];
    const struct ir_loc *loc = &unit->locs.data[func->loc];
    buf_addf(out, "func %s", ir_sym_shown(unit, sym));
    dump_flags(out, sym->flags, sym_flags);
    buf_add(out, " (");
    for (uint32_t i = 0; i < func->param_count; i++) {
        buf_addf(out, "%s%s", i ? ", " : "", ir_text(unit, unit->syms.data[func->param + i].name));
    }
    buf_addf(out, ") @%s:%u\n", ir_text(unit, loc->file), loc->line);
    uint32_t first_op = func->block_count ? unit->blocks.data[func->block].op : 0;
    for (uint32_t i = 0; i < func->block_count; i++) {
        dump_block(out, unit, func, i, first_op);
    }
}

static void dump_global(struct buf *out, const struct ir_unit *unit, uint32_t index)
{
    const struct ir_sym *sym = &unit->syms.data[index];
    if (sym->kind != IR_SYM_GLOBAL && sym->kind != IR_SYM_STATIC && sym->kind != IR_SYM_STATIC_LOCAL) {
        return;
    }
    buf_add(out, "global ");
    dump_sym_name(out, unit, index);
    dump_flags(out, sym->flags, sym_flags);
    if (sym->section) {
        buf_addf(out, " section(%s)", ir_text(unit, sym->section));
    }
    if (sym->type != IR_NONE) {
        buf_addf(out, " : %s", ir_text(unit, unit->types.data[sym->type].name));
    }
    buf_add(out, "\n");
}

static void dump_init(struct buf *out, const struct ir_unit *unit, const struct ir_init *init)
{
    buf_add(out, "init ");
    dump_sym_name(out, unit, init->sym);
    buf_addf(out, "+%u:%u = ", init->offset, init->size);
    if (init->kind == IR_INIT_INT) {
        buf_addf(out, "%" PRId64, init->value);
    } else if (init->kind == IR_INIT_ADDRESS) {
        buf_add(out, "&");
        dump_sym_name(out, unit, init->target);
        buf_addf(out, "%+" PRId64, init->value);
    } else {
        dump_text(out, ir_text(unit, init->target));
    }
    buf_add(out, "\n");
}

void ir_dump(struct buf *out, const struct ir_unit *unit)
{
    buf_addf(out, "unit %s %s %s\n", ir_text(unit, unit->path), arch_names[unit->target.arch],
             health_names[unit->health]);
    for (size_t i = 0; i < unit->syms.count; i++) {
        dump_global(out, unit, (uint32_t)i);
    }
    for (size_t i = 0; i < unit->inits.count; i++) {
        dump_init(out, unit, &unit->inits.data[i]);
    }
    for (size_t i = 0; i < unit->funcs.count; i++) {
        dump_func(out, unit, &unit->funcs.data[i]);
    }
}
