/*
 * Calls, and the compiler's builtins: its own language, not an API, so that here (and in
 * lower_atomic.c) the front end knows names.
 */
#include "frontend/lower.h"

#include <string.h>

static uint32_t push_operands(struct lower *lower, const uint32_t *values, uint32_t count)
{
    uint32_t first = (uint32_t)lower->unit->operands.count;
    for (uint32_t i = 0; i < count; i++) {
        VEC_PUSH(&lower->unit->operands, values[i]);
    }
    return first;
}

/* The function that a call names, or the null cursor for a call through a pointer. */
static CXCursor direct_callee(struct lower *lower, CXCursor callee)
{
    for (;;) {
        callee = lower_strip_parens(callee);
        if (callee.kind == CXCursor_DeclRefExpr) {
            CXCursor declaration = clang.getCursorReferenced(callee);
            return declaration.kind == CXCursor_FunctionDecl ? declaration : clang.getNullCursor();
        }
        bool steps = callee.kind == CXCursor_UnexposedExpr ||
                     (callee.kind == CXCursor_UnaryOperator &&
                      (clang.getCursorUnaryOperatorKind(callee) == CXUnaryOperator_AddrOf ||
                       clang.getCursorUnaryOperatorKind(callee) == CXUnaryOperator_Deref));
        struct cursors children = lower_children(lower, callee);
        if (!steps || children.count != 1) {
            return clang.getNullCursor();
        }
        callee = children.data[0];
    }
}

uint32_t lower_argument(struct lower *lower, CXCursor argument)
{
    if (lower_is_place(lower, argument)) { /* a record by value, or an argument without its conversion */
        struct ir_place place = lower_place(lower, argument);
        return lower_emit_load(lower, &place, lower_loc(lower, argument));
    }
    return lower_value(lower, argument);
}

/* Arguments that are not evaluated, or whose value is the call's. True if the call is done. */
static bool lower_builtin(struct lower *lower, CXCursor call, const char *name,
                          const struct cursors *children, uint32_t *value)
{
    uint32_t type = lower_type(lower, clang.getCursorType(call));
    int64_t constant;
    if (strcmp(name, "__builtin_expect") == 0 || strcmp(name, "__builtin_expect_with_probability") == 0 ||
        strcmp(name, "__builtin_assume_aligned") == 0) {
        *value = lower_argument(lower, children->data[1]);
        for (uint32_t i = 2; i < children->count; i++) {
            lower_effects(lower, children->data[i]);
        }
        return true;
    }
    if (strcmp(name, "__builtin_constant_p") == 0 || strcmp(name, "__builtin_object_size") == 0 ||
        strcmp(name, "__builtin_types_compatible_p") == 0) {
        *value = lower_emit_const(lower, lower_constant(lower, call, &constant) ? constant : 0, type,
                                  lower_loc(lower, call));
        return true;
    }
    return false;
}

static bool is_builtin(const char *name)
{
    return strncmp(name, "__builtin_", 10) == 0 || strncmp(name, "__sync_", 7) == 0 ||
           strncmp(name, "__atomic_", 9) == 0 || strncmp(name, "__c11_atomic_", 13) == 0;
}

/* A function that nobody declared is declared by its first call, at the place of its name there. */
static bool is_declared_by_call(CXCursor callee, CXCursor declaration)
{
    CXSourceLocation called = clang.getCursorLocation(callee);
    CXSourceLocation declared = clang.getCursorLocation(declaration);
    return called.int_data == declared.int_data && called.ptr_data[0] == declared.ptr_data[0];
}

uint32_t lower_emit_call(struct lower *lower, uint32_t target, uint16_t flags, const uint32_t *arguments,
                         uint32_t count, uint32_t type, uint32_t loc)
{
    uint32_t first = push_operands(lower, arguments, count);
    uint32_t op = lower_emit(
        lower,
        (struct ir_op){
            .kind = IR_CALL, .flags = flags, .loc = loc, .type = type, .a = target, .b = first, .c = count});
    if (!(flags & IR_OP_INDIRECT) && (lower->unit->syms.data[target].flags & IR_SYM_NORETURN)) {
        struct ir_block *block = &lower->unit->blocks.data[lower->func->block];
        block->term = IR_TERM_UNREACHABLE;
        block->value = IR_NONE;
        block->loc = loc;
        lower->func->block = IR_NONE;
    }
    return op;
}

uint32_t lower_call(struct lower *lower, CXCursor call)
{
    struct cursors children = lower_children(lower, call);
    if (!children.count) {
        return lower_unknown(lower, call, "a call without a callee");
    }
    CXCursor declaration = direct_callee(lower, children.data[0]);
    bool direct = !clang.Cursor_isNull(declaration);
    uint32_t target;
    uint16_t flags = direct ? 0 : IR_OP_INDIRECT;
    if (direct) {
        CXString spelling = clang.getCursorSpelling(declaration);
        const char *name = arena_strdup(lower->arena, clang.getCString(spelling));
        clang.disposeString(spelling);
        uint32_t value;
        if (children.count > 1 && strncmp(name, "__builtin_", 10) == 0 &&
            lower_builtin(lower, call, name, &children, &value)) {
            return value;
        }
        if (lower_atomic_call(lower, call, name, &children, &value)) {
            return value;
        }
        flags |= is_builtin(name) ? IR_OP_BUILTIN : 0;
        target = lower_sym(lower, declaration);
        if (is_declared_by_call(children.data[0], declaration) || lower_is_stub(lower, declaration)) {
            lower->unit->syms.data[target].flags |= IR_SYM_IMPLICIT;
        }
    } else {
        target = lower_value(lower, children.data[0]);
    }
    uint32_t count = children.count - 1;
    uint32_t *arguments = ARENA_ARRAY(lower->arena, uint32_t, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        arguments[i] = lower_argument(lower, children.data[i + 1]);
    }
    return lower_emit_call(lower, target, flags, arguments, count,
                           lower_type(lower, clang.getCursorType(call)), lower_loc(lower, call));
}
