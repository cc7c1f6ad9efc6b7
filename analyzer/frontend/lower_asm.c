/*
 * Inline assembly. The template and the constraints come from clang's printer
 * (lower_print.c); the children of the statement are the output expressions, then the inputs.
 */
#include "frontend/lower.h"

#include <string.h>

/* The operand of a memory constraint is an address, not a value. */
static bool is_memory(const char *constraint)
{
    return strpbrk(constraint, "mQoV") != NULL && strpbrk(constraint, "r") == NULL;
}

static struct ir_asm_operand lower_operand(struct lower *lower, CXCursor expression, const char *constraint,
                                           bool output)
{
    struct ir_asm_operand operand = {
        .constraint = ir_string(&lower->build, constraint), .place = IR_NONE, .value = IR_NONE};
    if (output || (is_memory(constraint) && lower_is_place(lower, expression))) {
        struct ir_place place = lower_place(lower, expression);
        operand.place = lower_place_add(lower, &place);
        if (output && strchr(constraint, '+')) {
            operand.value = lower_emit_load(lower, &place, lower_loc(lower, expression));
        }
    } else {
        operand.value = lower_value(lower, expression);
    }
    return operand;
}

void lower_asm(struct lower *lower, CXCursor statement)
{
    struct ir_unit *unit = lower->unit;
    const struct lower_printed_asm *printed = lower_printed_asm(lower, statement);
    struct cursors children = lower_children(lower, statement);
    if (!printed || printed->output_count + printed->input_count > children.count) {
        lower_unknown(lower, statement, "the text of an asm statement could not be read");
        return;
    }
    uint32_t count = printed->output_count + printed->input_count;
    struct ir_asm_operand *operands = ARENA_ARRAY(lower->arena, struct ir_asm_operand, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        operands[i] = lower_operand(lower, children.data[i], printed->operands[i].constraint,
                                    i < printed->output_count);
        operands[i].name = ir_string(&lower->build, printed->operands[i].name);
    }
    struct ir_asm entry = {
        .text = ir_string(&lower->build, printed->text),
        .flags = (printed->is_volatile ? IR_ASM_VOLATILE : 0u) | (printed->is_basic ? IR_ASM_BASIC : 0u) |
                 (printed->is_goto ? IR_ASM_GOTO : 0u),
        .operand = (uint32_t)unit->asm_operands.count,
        .output_count = printed->output_count,
        .input_count = printed->input_count,
        .clobber = (uint32_t)unit->asm_clobbers.count,
        .clobber_count = printed->clobber_count,
    };
    for (uint32_t i = 0; i < count; i++) {
        VEC_PUSH(&unit->asm_operands, operands[i]);
    }
    for (uint32_t i = 0; i < printed->clobber_count; i++) {
        VEC_PUSH(&unit->asm_clobbers, ir_string(&lower->build, printed->clobbers[i]));
    }
    VEC_PUSH(&unit->asms, entry);
    uint32_t loc = lower_loc(lower, statement);
    lower_emit(lower, (struct ir_op){.kind = IR_ASM,
                                     .loc = loc,
                                     .type = lower_type_void(lower),
                                     .a = (uint32_t)unit->asms.count - 1});
    if (printed->is_goto) {
        lower_asm_goto(lower, printed->labels, printed->label_count, loc);
    }
}
