/*
 * A checksum tells an accident from a file; it does not tell a hostile file from ours. After
 * this check the later layers may follow every index without looking.
 */
#include "store/fact_check.h"

struct limits {
    const struct ir_unit *unit;
    bool ok;
};

static void need(struct limits *limits, bool condition)
{
    limits->ok = limits->ok && condition;
}

static void index_in(struct limits *limits, uint32_t index, size_t count)
{
    need(limits, index < count);
}

static void optional_in(struct limits *limits, uint32_t index, size_t count)
{
    need(limits, index == IR_NONE || index < count);
}

static void range_in(struct limits *limits, uint32_t first, uint32_t count, size_t total)
{
    need(limits, count == 0 || (first <= total && count <= total - first));
}

static void string_in(struct limits *limits, uint32_t string)
{
    index_in(limits, string, limits->unit->strings.count);
}

static void file_in(struct limits *limits, const struct ir_range *range)
{
    string_in(limits, range->file);
}

static void check_types(struct limits *limits)
{
    const struct ir_unit *unit = limits->unit;
    for (size_t i = 0; i < unit->types.count; i++) {
        const struct ir_type *type = &unit->types.data[i];
        need(limits, type->kind < IR_TYPE_KINDS);
        string_in(limits, type->name);
        optional_in(limits, type->element, unit->types.count);
        range_in(limits, type->field, type->field_count, unit->fields.count);
    }
    for (size_t i = 0; i < unit->fields.count; i++) {
        string_in(limits, unit->fields.data[i].name);
        string_in(limits, unit->fields.data[i].attributes);
        index_in(limits, unit->fields.data[i].type, unit->types.count);
    }
}

static void check_locs(struct limits *limits)
{
    const struct ir_unit *unit = limits->unit;
    for (size_t i = 0; i < unit->locs.count; i++) {
        const struct ir_loc *loc = &unit->locs.data[i];
        string_in(limits, loc->file);
        string_in(limits, loc->macro);
        string_in(limits, loc->inner_macro);
        string_in(limits, loc->spell_file);
    }
    for (size_t i = 0; i < unit->notices.count; i++) {
        optional_in(limits, unit->notices.data[i].loc, unit->locs.count);
        string_in(limits, unit->notices.data[i].message);
    }
    for (size_t i = 0; i < unit->files.count; i++) {
        string_in(limits, unit->files.data[i]);
    }
}

static void check_suppressions(struct limits *limits)
{
    const struct ir_unit *unit = limits->unit;
    for (size_t i = 0; i < unit->suppressions.count; i++) {
        const struct ir_suppression *suppression = &unit->suppressions.data[i];
        string_in(limits, suppression->macro);
        string_in(limits, suppression->reason);
        file_in(limits, &suppression->loc);
        file_in(limits, &suppression->comment);
        range_in(limits, suppression->item, suppression->item_count, unit->suppressed.count);
    }
    for (size_t i = 0; i < unit->suppressed.count; i++) {
        string_in(limits, unit->suppressed.data[i].word);
        file_in(limits, &unit->suppressed.data[i].loc);
    }
}

static void check_syms(struct limits *limits)
{
    const struct ir_unit *unit = limits->unit;
    for (size_t i = 0; i < unit->syms.count; i++) {
        const struct ir_sym *sym = &unit->syms.data[i];
        need(limits, sym->kind < IR_SYM_KINDS);
        string_in(limits, sym->name);
        string_in(limits, sym->shown);
        string_in(limits, sym->alias);
        string_in(limits, sym->section);
        string_in(limits, sym->attributes);
        optional_in(limits, sym->type, unit->types.count);
        optional_in(limits, sym->function, unit->funcs.count);
        optional_in(limits, sym->loc, unit->locs.count);
    }
    for (size_t i = 0; i < unit->inits.count; i++) {
        const struct ir_init *init = &unit->inits.data[i];
        need(limits, init->kind < IR_INIT_KINDS);
        index_in(limits, init->sym, unit->syms.count);
        index_in(limits, init->loc, unit->locs.count);
        if (init->kind == IR_INIT_ADDRESS) {
            index_in(limits, init->target, unit->syms.count);
        } else if (init->kind == IR_INIT_STRING) {
            string_in(limits, init->target);
        }
    }
}

static void check_places(struct limits *limits)
{
    const struct ir_unit *unit = limits->unit;
    for (size_t i = 0; i < unit->places.count; i++) {
        const struct ir_place *place = &unit->places.data[i];
        need(limits, place->base < IR_BASES);
        if (place->base == IR_BASE_SYM) {
            index_in(limits, place->root, unit->syms.count);
        } else if (place->base == IR_BASE_DEREF) {
            index_in(limits, place->root, unit->ops.count);
        }
        range_in(limits, place->step, place->step_count, unit->steps.count);
        index_in(limits, place->type, unit->types.count);
    }
    for (size_t i = 0; i < unit->steps.count; i++) {
        const struct ir_step *step = &unit->steps.data[i];
        need(limits, step->kind < IR_STEP_KINDS);
        string_in(limits, step->name);
        optional_in(limits, step->record, unit->types.count);
        if (step->kind == IR_STEP_INDEX) {
            index_in(limits, step->offset, unit->ops.count);
        }
    }
}

static void check_op(struct limits *limits, const struct ir_op *op)
{
    const struct ir_unit *unit = limits->unit;
    need(limits, op->kind < IR_OP_KINDS && op->operator_ < IR_OPERATORS);
    index_in(limits, op->loc, unit->locs.count);
    index_in(limits, op->type, unit->types.count);
    switch (op->kind) {
    case IR_CONST: string_in(limits, op->c); break;
    case IR_ADDR:
    case IR_LOAD: index_in(limits, op->a, unit->places.count); break;
    case IR_STORE:
        index_in(limits, op->a, unit->places.count);
        index_in(limits, op->b, unit->ops.count);
        break;
    case IR_RMW:
        index_in(limits, op->a, unit->places.count);
        optional_in(limits, op->b, unit->ops.count);
        break;
    case IR_BINARY: index_in(limits, op->b, unit->ops.count); /* fall through */
    case IR_UNARY:
    case IR_CAST: index_in(limits, op->a, unit->ops.count); break;
    case IR_CALL:
        index_in(limits, op->a, op->flags & IR_OP_INDIRECT ? unit->ops.count : unit->syms.count);
        range_in(limits, op->b, op->c, unit->operands.count);
        break;
    case IR_ASM: index_in(limits, op->a, unit->asms.count); break;
    case IR_UNKNOWN: range_in(limits, op->b, op->c, unit->operands.count); break;
    default: break;
    }
}

static void check_ops(struct limits *limits)
{
    const struct ir_unit *unit = limits->unit;
    for (size_t i = 0; i < unit->ops.count; i++) {
        check_op(limits, &unit->ops.data[i]);
    }
    for (size_t i = 0; i < unit->operands.count; i++) {
        index_in(limits, unit->operands.data[i], unit->ops.count);
    }
    for (size_t i = 0; i < unit->asms.count; i++) {
        const struct ir_asm *statement = &unit->asms.data[i];
        uint32_t operands = statement->output_count + statement->input_count;
        need(limits, statement->output_count <= operands);
        string_in(limits, statement->text);
        range_in(limits, statement->operand, operands, unit->asm_operands.count);
        range_in(limits, statement->clobber, statement->clobber_count, unit->asm_clobbers.count);
    }
    for (size_t i = 0; i < unit->asm_operands.count; i++) {
        const struct ir_asm_operand *operand = &unit->asm_operands.data[i];
        string_in(limits, operand->constraint);
        string_in(limits, operand->name);
        optional_in(limits, operand->place, unit->places.count);
        optional_in(limits, operand->value, unit->ops.count);
    }
    for (size_t i = 0; i < unit->asm_clobbers.count; i++) {
        string_in(limits, unit->asm_clobbers.data[i]);
    }
}

static void check_block(struct limits *limits, const struct ir_func *func, const struct ir_block *block)
{
    const struct ir_unit *unit = limits->unit;
    range_in(limits, block->op, block->op_count, unit->ops.count);
    need(limits, block->term < IR_TERMS);
    optional_in(limits, block->value, unit->ops.count);
    optional_in(limits, block->loc, unit->locs.count);
    range_in(limits, block->succ, block->succ_count, unit->edges.count);
    for (uint32_t i = 0; limits->ok && i < block->succ_count; i++) {
        uint32_t target = unit->edges.data[block->succ + i].block;
        need(limits, target >= func->block && target - func->block < func->block_count);
    }
    need(limits, block->term != IR_TERM_BRANCH || (block->succ_count == 2 && block->value != IR_NONE));
    need(limits, block->term != IR_TERM_JUMP || block->succ_count == 1);
    need(limits, block->term != IR_TERM_SWITCH || block->value != IR_NONE);
}

static void check_funcs(struct limits *limits)
{
    const struct ir_unit *unit = limits->unit;
    for (size_t i = 0; i < unit->funcs.count; i++) {
        const struct ir_func *func = &unit->funcs.data[i];
        index_in(limits, func->sym, unit->syms.count);
        range_in(limits, func->block, func->block_count, unit->blocks.count);
        range_in(limits, func->param, func->param_count, unit->syms.count);
        index_in(limits, func->loc, unit->locs.count);
        index_in(limits, func->body_loc, unit->locs.count);
        index_in(limits, func->end_loc, unit->locs.count);
        for (uint32_t j = 0; limits->ok && j < func->block_count; j++) {
            check_block(limits, func, &unit->blocks.data[func->block + j]);
        }
    }
}

bool fact_check(const struct ir_unit *unit)
{
    struct limits limits = {.unit = unit, .ok = true};
    need(&limits, unit->strings.count > 0 && unit->strings.data[0] == '\0' &&
                      unit->strings.data[unit->strings.count - 1] == '\0');
    string_in(&limits, unit->path);
    string_in(&limits, unit->target.triple);
    string_in(&limits, unit->target.cpu);
    need(&limits, unit->target.arch < IR_ARCHES && unit->health <= IR_LOST);
    check_types(&limits);
    check_locs(&limits);
    check_suppressions(&limits);
    check_syms(&limits);
    check_places(&limits);
    check_ops(&limits);
    check_funcs(&limits);
    return limits.ok;
}
