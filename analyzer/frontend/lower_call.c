/*
 * Calls, the compiler's builtins, and its atomic operations. The builtins are the compiler's
 * own language, not an API: this is the one place of the front end that knows names.
 */
#include "frontend/lower.h"

#include <ctype.h>
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

static uint32_t lower_argument(struct lower *lower, CXCursor argument)
{
    if (lower_is_place(argument)) { /* a record by value, or an argument without its conversion */
        struct ir_place place = lower_place(lower, argument);
        return lower_emit_load(lower, &place, lower_loc(lower, argument));
    }
    return lower_value(lower, argument);
}

/* Arguments that are not evaluated, or whose value is the call's. True if the call is done. */
static bool lower_builtin(struct lower *lower, CXCursor call, const char *name, const struct cursors *children,
                          uint32_t *value)
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
        *value = lower_emit_const(lower, lower_constant(call, &constant) ? constant : 0, type,
                                  lower_loc(lower, call));
        return true;
    }
    return false;
}

struct atomic_name {
    const char *prefix;
    uint8_t kind;
    enum ir_operator operator_;
    uint16_t flags;
};

/* The GCC manual, "__atomic Builtins" and "__sync Builtins"; op_fetch gives the new value. */
static const struct atomic_name sync_names[] = {
    {"__sync_fetch_and_add", IR_RMW, IR_ADD, IR_OP_OLD},   {"__sync_fetch_and_sub", IR_RMW, IR_SUB, IR_OP_OLD},
    {"__sync_fetch_and_or", IR_RMW, IR_OR, IR_OP_OLD},     {"__sync_fetch_and_and", IR_RMW, IR_AND, IR_OP_OLD},
    {"__sync_fetch_and_xor", IR_RMW, IR_XOR, IR_OP_OLD},   {"__sync_fetch_and_nand", IR_RMW, IR_NAND, IR_OP_OLD},
    {"__sync_add_and_fetch", IR_RMW, IR_ADD, 0},           {"__sync_sub_and_fetch", IR_RMW, IR_SUB, 0},
    {"__sync_or_and_fetch", IR_RMW, IR_OR, 0},             {"__sync_and_and_fetch", IR_RMW, IR_AND, 0},
    {"__sync_xor_and_fetch", IR_RMW, IR_XOR, 0},           {"__sync_nand_and_fetch", IR_RMW, IR_NAND, 0},
    {"__sync_lock_test_and_set", IR_RMW, IR_EXCHANGE, IR_OP_OLD},
    {"__sync_lock_release", IR_STORE, IR_NO_OPERATOR, 0},
    {"__sync_bool_compare_and_swap", IR_RMW, IR_COMPARE_EXCHANGE, 0},
    {"__sync_val_compare_and_swap", IR_RMW, IR_COMPARE_EXCHANGE, IR_OP_OLD},
};

static const struct atomic_name atomic_names[] = {
    {"load", IR_LOAD, IR_NO_OPERATOR, 0},
    {"store", IR_STORE, IR_NO_OPERATOR, 0},
    {"init", IR_STORE, IR_NO_OPERATOR, IR_OP_INIT},
    {"clear", IR_STORE, IR_NO_OPERATOR, 0},
    {"exchange", IR_RMW, IR_EXCHANGE, IR_OP_OLD},
    {"compare_exchange", IR_RMW, IR_COMPARE_EXCHANGE, 0},
    {"test_and_set", IR_RMW, IR_EXCHANGE, IR_OP_OLD},
    {"fetch_add", IR_RMW, IR_ADD, IR_OP_OLD},
    {"fetch_sub", IR_RMW, IR_SUB, IR_OP_OLD},
    {"fetch_or", IR_RMW, IR_OR, IR_OP_OLD},
    {"fetch_and", IR_RMW, IR_AND, IR_OP_OLD},
    {"fetch_xor", IR_RMW, IR_XOR, IR_OP_OLD},
    {"fetch_nand", IR_RMW, IR_NAND, IR_OP_OLD},
    {"add_fetch", IR_RMW, IR_ADD, 0},
    {"sub_fetch", IR_RMW, IR_SUB, 0},
    {"or_fetch", IR_RMW, IR_OR, 0},
    {"and_fetch", IR_RMW, IR_AND, 0},
    {"xor_fetch", IR_RMW, IR_XOR, 0},
    {"nand_fetch", IR_RMW, IR_NAND, 0},
};

/* The access that an atomic makes through `pointer`; `operand` is IR_NONE for loads. */
static uint32_t emit_atomic(struct lower *lower, CXCursor expression, const struct atomic_name *atomic,
                            uint32_t pointer, uint32_t operand)
{
    struct ir_unit *unit = lower->unit;
    uint32_t pointer_type = unit->ops.data[pointer].type;
    uint32_t element = unit->types.data[pointer_type].kind == IR_TYPE_POINTER ? unit->types.data[pointer_type].element
                                                                              : IR_NONE;
    uint32_t type = lower_type(lower, clang.getCursorType(expression));
    struct ir_place place = lower_place_deref(lower, pointer, element == IR_NONE ? type : element);
    place.flags |= IR_PLACE_ATOMIC;
    uint32_t index = lower_place_add(lower, &place);
    uint32_t loc = lower_loc(lower, expression);
    if (operand == IR_NONE && atomic->kind != IR_LOAD) { /* clear, test_and_set, lock_release */
        operand = lower_emit_const(lower, atomic->kind == IR_RMW, lower_type_int(lower), loc);
    }
    uint32_t op = lower_emit(lower, (struct ir_op){.kind = atomic->kind, .operator_ = (uint8_t)atomic->operator_,
                                                   .flags = (uint16_t)(atomic->flags | IR_OP_ATOMIC), .loc = loc,
                                                   .type = atomic->operator_ == IR_COMPARE_EXCHANGE ? type : place.type,
                                                   .a = index, .b = operand});
    return atomic->kind == IR_STORE ? lower_emit_const(lower, 0, lower_type_void(lower), loc) : op;
}

static bool lower_sync(struct lower *lower, CXCursor call, const char *name, const struct cursors *children,
                       uint32_t *value)
{
    const struct atomic_name *atomic = NULL;
    for (size_t i = 0; i < sizeof(sync_names) / sizeof(*sync_names); i++) {
        size_t length = strlen(sync_names[i].prefix);
        if (strncmp(name, sync_names[i].prefix, length) == 0 && (name[length] == '\0' || name[length] == '_')) {
            atomic = &sync_names[i];
        }
    }
    if (!atomic || children->count < 2) {
        return false;
    }
    uint32_t pointer = lower_argument(lower, children->data[1]);
    uint32_t operand = IR_NONE;
    for (uint32_t i = 2; i < children->count; i++) {
        operand = lower_argument(lower, children->data[i]);
    }
    *value = emit_atomic(lower, call, atomic, pointer, operand);
    return true;
}

/* Children of an AtomicExpr: pointer, order, value, ... (the order stands before the value). */
bool lower_atomic(struct lower *lower, CXCursor expression, const struct cursors *children, uint32_t *value)
{
    size_t length;
    const char *text = lower_text_at(lower, expression, &length);
    const char *const prefixes[] = {"__atomic_", "__c11_atomic_"};
    size_t skip = 0;
    for (size_t i = 0; i < 2; i++) {
        size_t prefix = strlen(prefixes[i]);
        if (length > prefix && strncmp(text, prefixes[i], prefix) == 0) {
            skip = prefix;
        }
    }
    if (!skip || children->count < 1) {
        return false;
    }
    const struct atomic_name *atomic = NULL;
    for (size_t i = 0; i < sizeof(atomic_names) / sizeof(*atomic_names); i++) {
        size_t name = strlen(atomic_names[i].prefix);
        if (length - skip > name && strncmp(text + skip, atomic_names[i].prefix, name) == 0 &&
            (!isalpha((unsigned char)text[skip + name]))) {
            atomic = &atomic_names[i];
        }
    }
    if (!atomic) {
        return false;
    }
    uint32_t pointer = lower_argument(lower, children->data[0]);
    uint32_t operand = IR_NONE;
    for (uint32_t i = 1; i < children->count; i++) {
        uint32_t argument = lower_argument(lower, children->data[i]);
        operand = i == 2 ? argument : operand;
    }
    *value = emit_atomic(lower, expression, atomic, pointer, operand);
    return true;
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
        if (strncmp(name, "__sync_", 7) == 0 && lower_sync(lower, call, name, &children, &value)) {
            return value;
        }
        flags |= strncmp(name, "__builtin_", 10) == 0 || strncmp(name, "__sync_", 7) == 0 ? IR_OP_BUILTIN : 0;
        target = lower_sym(lower, declaration);
    } else {
        target = lower_value(lower, children.data[0]);
    }
    uint32_t count = children.count - 1;
    uint32_t *arguments = ARENA_ARRAY(lower->arena, uint32_t, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        arguments[i] = lower_argument(lower, children.data[i + 1]);
    }
    uint32_t first = push_operands(lower, arguments, count);
    uint32_t op = lower_emit(lower, (struct ir_op){.kind = IR_CALL, .flags = flags, .loc = lower_loc(lower, call),
                                                   .type = lower_type(lower, clang.getCursorType(call)),
                                                   .a = target, .b = first, .c = count});
    if (direct && (lower->unit->syms.data[target].flags & IR_SYM_NORETURN)) {
        struct ir_block *block = &lower->unit->blocks.data[lower->func->block];
        block->term = IR_TERM_UNREACHABLE;
        block->value = IR_NONE;
        block->loc = lower->unit->ops.data[op].loc;
        lower->func->block = IR_NONE;
    }
    return op;
}
