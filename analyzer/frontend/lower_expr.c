/*
 * Rvalues → ops. An implicit conversion is one UnexposedExpr with one child; a child that is
 * a syntactic lvalue and no array or function makes it the lvalue-to-rvalue conversion, which
 * is the read of memory.
 */
#include "frontend/lower.h"

#include "core/notice.h"
#include "frontend/lower_cxx.h"

#include <string.h>

struct collect {
    struct lower *lower;
    VEC(CXCursor) found;
};

static int collect_child(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    struct collect *collect = data;
    VEC_PUSH(&collect->found, cursor);
    return CXChildVisit_Continue;
}

struct cursors lower_children(struct lower *lower, CXCursor cursor)
{
    struct collect collect = {.lower = lower};
    clang.visitChildren(cursor, collect_child, &collect);
    struct cursors children = {.count = (uint32_t)collect.found.count};
    children.data = ARENA_ARRAY(lower->arena, CXCursor, children.count + 1);
    if (children.count) {
        memcpy(children.data, collect.found.data, children.count * sizeof(CXCursor));
    }
    VEC_FREE(&collect.found);
    return children;
}

/* ---- ops -------------------------------------------------------------------- */

uint32_t lower_emit(struct lower *lower, struct ir_op op)
{
    if (lower->func->block == IR_NONE) { /* after a terminator: dead code gets a block of its own */
        lower_block_start(lower, lower_block_new(lower));
    }
    VEC_PUSH(&lower->unit->ops, op);
    lower->unit->blocks.data[lower->func->block].op_count++;
    return (uint32_t)lower->unit->ops.count - 1;
}

uint32_t lower_emit_const(struct lower *lower, int64_t value, uint32_t type, uint32_t loc)
{
    return lower_emit(lower, (struct ir_op){.kind = IR_CONST,
                                            .loc = loc,
                                            .type = type,
                                            .a = (uint32_t)((uint64_t)value & UINT32_MAX),
                                            .b = (uint32_t)((uint64_t)value >> 32)});
}

uint32_t lower_emit_load(struct lower *lower, const struct ir_place *place, uint32_t loc)
{
    uint32_t index = lower_place_add(lower, place);
    return lower_emit(lower, (struct ir_op){.kind = IR_LOAD, .loc = loc, .type = place->type, .a = index});
}

uint32_t lower_emit_address(struct lower *lower, const struct ir_place *place, uint32_t loc)
{
    uint32_t index = lower_place_add(lower, place);
    uint32_t type = lower_type_pointer(lower, place->type);
    if (place->base == IR_BASE_SYM) {
        lower->unit->syms.data[place->root].flags |= IR_SYM_ADDRESS_TAKEN;
    }
    return lower_emit(lower, (struct ir_op){.kind = IR_ADDR, .loc = loc, .type = type, .a = index});
}

void lower_emit_store(struct lower *lower, const struct ir_place *place, uint32_t value, uint32_t loc,
                      uint16_t flags)
{
    uint32_t index = lower_place_add(lower, place);
    lower_emit(
        lower,
        (struct ir_op){
            .kind = IR_STORE, .flags = flags, .loc = loc, .type = place->type, .a = index, .b = value});
}

uint32_t lower_unknown(struct lower *lower, CXCursor expression, const char *why)
{
    struct cursors children = lower_children(lower, expression);
    uint32_t *reads = ARENA_ARRAY(lower->arena, uint32_t, children.count + 1);
    uint32_t count = 0;
    for (uint32_t i = 0; i < children.count; i++) {
        int kind = children.data[i].kind;
        if (kind < CXCursor_FirstExpr || kind > CXCursor_LastExpr || lower->depth > LOWER_DEPTH_MAX) {
            continue;
        }
        if (lower_is_place(lower, children.data[i])) {
            struct ir_place place = lower_place(lower, children.data[i]);
            reads[count++] = lower_emit_load(lower, &place, lower_loc(lower, children.data[i]));
        } else {
            reads[count++] = lower_value(lower, children.data[i]);
        }
    }
    uint32_t first = (uint32_t)lower->unit->operands.count;
    for (uint32_t i = 0; i < count; i++) {
        VEC_PUSH(&lower->unit->operands, reads[i]);
    }
    uint32_t loc = lower_loc(lower, expression);
    ir_notice_add(&lower->build, NOTICE_DEGRADED, loc, why);
    lower->unknown_ops++;
    lower->func->degraded = true;
    uint32_t type = lower_type(lower, clang.getCursorType(expression));
    return lower_emit(lower,
                      (struct ir_op){.kind = IR_UNKNOWN, .loc = loc, .type = type, .b = first, .c = count});
}

/* ---- constants ---------------------------------------------------------------- */

static bool evaluate(CXCursor expression, int64_t *value)
{
    CXEvalResult result = clang.Cursor_Evaluate(expression);
    if (!result) {
        return false;
    }
    bool is_int = clang.EvalResult_getKind(result) == CXEval_Int;
    if (is_int) {
        *value = clang.EvalResult_getAsLongLong(result);
    }
    clang.EvalResult_dispose(result);
    return is_int;
}

static bool is_named(CXCursor cursor, const char *prefix)
{
    CXString spelling = clang.getCursorSpelling(cursor);
    bool is = strncmp(clang.getCString(spelling), prefix, strlen(prefix)) == 0;
    clang.disposeString(spelling);
    return is;
}

struct effect_search {
    struct lower *lower;
    bool found;
};

/*
 * clang evaluates `f() || 1` and `(v, 1)` to 1 and says nothing of what it left out. A name that
 * we invented has a value for clang, and none in the program.
 */
static int find_effect(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    struct effect_search *search = data;
    bool *found = &search->found;
    int64_t value;
    switch (cursor.kind) {
    case CXCursor_UnaryExpr: return CXChildVisit_Continue; /* sizeof does not evaluate its operand */
    case CXCursor_CallExpr:
        if (is_named(cursor, "__builtin_constant_p") || is_named(cursor, "__builtin_object_size")) {
            return CXChildVisit_Continue;
        }
        *found = !is_named(cursor, "__builtin_");
        break;
    case CXCursor_CompoundAssignOperator: *found = true; break;
    case CXCursor_BinaryOperator:
        *found = clang.getCursorBinaryOperatorKind(cursor) == CXBinaryOperator_Assign;
        break;
    case CXCursor_UnaryOperator: {
        int kind = clang.getCursorUnaryOperatorKind(cursor);
        if (kind == CXUnaryOperator_AddrOf) {
            return CXChildVisit_Continue; /* names an object and reads nothing of it */
        }
        bool reads = kind == CXUnaryOperator_Deref && !evaluate(cursor, &value);
        *found = reads || kind <= CXUnaryOperator_PreDec;
        break;
    }
    case CXCursor_DeclRefExpr: {
        CXCursor declaration = clang.getCursorReferenced(cursor);
        bool invented =
            declaration.kind == CXCursor_EnumConstantDecl && lower_is_stub(search->lower, declaration);
        *found = invented || (declaration.kind != CXCursor_FunctionDecl && !evaluate(cursor, &value));
        break;
    }
    case CXCursor_MemberRefExpr:
    case CXCursor_ArraySubscriptExpr: *found = !evaluate(cursor, &value); break;
    default: break;
    }
    return *found ? CXChildVisit_Break : CXChildVisit_Recurse;
}

bool lower_constant(struct lower *lower, CXCursor expression, int64_t *value)
{
    struct effect_search search = {.lower = lower};
    if (!evaluate(expression, value)) {
        return false;
    }
    if (find_effect(expression, expression, &search) == CXChildVisit_Recurse) {
        clang.visitChildren(expression, find_effect, &search);
    }
    return !search.found;
}

bool lower_evaluates(CXCursor expression)
{
    int64_t value;
    return evaluate(expression, &value);
}

static uint32_t lower_literal(struct lower *lower, CXCursor expression, uint32_t type)
{
    int64_t value = 0;
    uint32_t loc = lower_loc(lower, expression);
    /* The size of a variable-length array is not known; a floating literal stays 0: no rule asks for it. */
    if (!lower_constant(lower, expression, &value) && expression.kind == CXCursor_UnaryExpr) {
        struct ir_place size = lower_place_sym(lower, lower_temp(lower, type));
        return lower_emit_load(lower, &size, loc);
    }
    return lower_emit_const(lower, value, type, loc);
}

/* ---- operators ------------------------------------------------------------------ */

static enum ir_operator binary_operator(int kind)
{
    switch (kind) {
    case CXBinaryOperator_Mul:
    case CXBinaryOperator_MulAssign: return IR_MUL;
    case CXBinaryOperator_Div:
    case CXBinaryOperator_DivAssign: return IR_DIV;
    case CXBinaryOperator_Rem:
    case CXBinaryOperator_RemAssign: return IR_REM;
    case CXBinaryOperator_Add:
    case CXBinaryOperator_AddAssign: return IR_ADD;
    case CXBinaryOperator_Sub:
    case CXBinaryOperator_SubAssign: return IR_SUB;
    case CXBinaryOperator_Shl:
    case CXBinaryOperator_ShlAssign: return IR_SHL;
    case CXBinaryOperator_Shr:
    case CXBinaryOperator_ShrAssign: return IR_SHR;
    case CXBinaryOperator_And:
    case CXBinaryOperator_AndAssign: return IR_AND;
    case CXBinaryOperator_Or:
    case CXBinaryOperator_OrAssign: return IR_OR;
    case CXBinaryOperator_Xor:
    case CXBinaryOperator_XorAssign: return IR_XOR;
    case CXBinaryOperator_LT: return IR_LT;
    case CXBinaryOperator_GT: return IR_GT;
    case CXBinaryOperator_LE: return IR_LE;
    case CXBinaryOperator_GE: return IR_GE;
    case CXBinaryOperator_EQ: return IR_EQ;
    case CXBinaryOperator_NE: return IR_NE;
    default: return IR_NO_OPERATOR;
    }
}

static uint32_t lower_assign(struct lower *lower, CXCursor expression, const struct cursors *children)
{
    uint32_t loc = lower_loc(lower, expression);
    CXType type = clang.getCanonicalType(clang.getCursorType(expression));
    struct ir_place place;
    uint32_t value;
    if (type.kind == CXType_Record) { /* clang finds the destination of an aggregate first */
        place = lower_place(lower, children->data[0]);
        value = lower_value(lower, children->data[1]);
    } else {
        value = lower_value(lower, children->data[1]);
        place = lower_place(lower, children->data[0]);
    }
    lower_emit_store(lower, &place, value, loc, 0);
    return value;
}

static uint32_t lower_rmw(struct lower *lower, CXCursor expression, CXCursor target, uint32_t operand,
                          enum ir_operator operator_, bool old)
{
    struct ir_place place = lower_place(lower, target);
    uint32_t index = lower_place_add(lower, &place);
    uint16_t flags = (uint16_t)((old ? IR_OP_OLD : 0) | (place.flags & IR_PLACE_ATOMIC ? IR_OP_ATOMIC : 0));
    return lower_emit(lower, (struct ir_op){.kind = IR_RMW,
                                            .operator_ = (uint8_t)operator_,
                                            .flags = flags,
                                            .loc = lower_loc(lower, expression),
                                            .type = place.type,
                                            .a = index,
                                            .b = operand});
}

/* The join of two branches: a temporary that both store to. */
static struct ir_place new_temp(struct lower *lower, uint32_t type)
{
    return lower_place_sym(lower, lower_temp(lower, type));
}

static uint32_t lower_logical(struct lower *lower, CXCursor expression)
{
    uint32_t loc = lower_loc(lower, expression);
    uint32_t type = lower_type(lower, clang.getCursorType(expression));
    struct ir_place temp = new_temp(lower, type);
    uint32_t if_true = lower_block_new(lower);
    uint32_t if_false = lower_block_new(lower);
    uint32_t done = lower_block_new(lower);
    lower_condition(lower, expression, if_true, if_false);
    for (int value = 0; value < 2; value++) {
        lower_block_start(lower, value ? if_true : if_false);
        lower_emit_store(lower, &temp, lower_emit_const(lower, value, type, loc), loc, 0);
        lower_jump(lower, done, loc);
    }
    lower_block_start(lower, done);
    return lower_emit_load(lower, &temp, loc);
}

static uint32_t lower_binary(struct lower *lower, CXCursor expression, uint32_t type)
{
    struct cursors children = lower_children(lower, expression);
    int kind = clang.getCursorBinaryOperatorKind(expression);
    if (children.count != 2) {
        return lower_unknown(lower, expression, "an operator without two operands");
    }
    if (kind == CXBinaryOperator_Assign) {
        return lower_assign(lower, expression, &children);
    }
    if (kind == CXBinaryOperator_Comma) {
        lower_effects(lower, children.data[0]);
        return lower_value(lower, children.data[1]);
    }
    if (kind == CXBinaryOperator_LAnd || kind == CXBinaryOperator_LOr) {
        return lower_logical(lower, expression);
    }
    enum ir_operator operator_ = binary_operator(kind);
    if (operator_ == IR_NO_OPERATOR) {
        return lower_unknown(lower, expression, "an operator that is not understood");
    }
    uint32_t a = lower_value(lower, children.data[0]);
    uint32_t b = lower_value(lower, children.data[1]);
    const struct ir_unit *unit = lower->unit;
    bool swapped = operator_ == IR_ADD && unit->types.data[unit->ops.data[b].type].kind == IR_TYPE_POINTER;
    return lower_emit(lower, (struct ir_op){.kind = IR_BINARY,
                                            .operator_ = (uint8_t)operator_,
                                            .loc = lower_loc(lower, expression),
                                            .type = type,
                                            .a = swapped ? b : a,
                                            .b = swapped ? a : b});
}

static uint32_t lower_compound_assign(struct lower *lower, CXCursor expression)
{
    struct cursors children = lower_children(lower, expression);
    enum ir_operator operator_ = binary_operator(clang.getCursorBinaryOperatorKind(expression));
    if (children.count != 2 || operator_ == IR_NO_OPERATOR) {
        return lower_unknown(lower, expression, "an assignment without two operands");
    }
    uint32_t operand = lower_value(lower, children.data[1]);
    return lower_rmw(lower, expression, children.data[0], operand, operator_, false);
}

static uint32_t lower_unary(struct lower *lower, CXCursor expression, uint32_t type)
{
    struct cursors children = lower_children(lower, expression);
    if (children.count != 1) {
        return lower_unknown(lower, expression, "an operator without an operand");
    }
    CXCursor child = children.data[0];
    uint32_t loc = lower_loc(lower, expression);
    int kind = clang.getCursorUnaryOperatorKind(expression);
    enum ir_operator operator_;
    switch (kind) {
    case CXUnaryOperator_PostInc:
    case CXUnaryOperator_PostDec:
    case CXUnaryOperator_PreInc:
    case CXUnaryOperator_PreDec: {
        bool increment = kind == CXUnaryOperator_PostInc || kind == CXUnaryOperator_PreInc;
        bool old = kind == CXUnaryOperator_PostInc || kind == CXUnaryOperator_PostDec;
        uint32_t one = lower_emit_const(lower, 1, lower_type_int(lower), loc);
        return lower_rmw(lower, expression, child, one, increment ? IR_ADD : IR_SUB, old);
    }
    case CXUnaryOperator_AddrOf: {
        struct ir_place place = lower_place(lower, child);
        if (place.base == IR_BASE_DEREF && place.step_count == 0) {
            return place.root; /* &*p */
        }
        uint32_t address = lower_emit_address(lower, &place, loc);
        lower->unit->ops.data[address].type = type;
        return address;
    }
    case CXUnaryOperator_Plus:
    case CXUnaryOperator_Extension: return lower_value(lower, child);
    case CXUnaryOperator_Minus: operator_ = IR_NEG; break;
    case CXUnaryOperator_Not: operator_ = IR_NOT; break;
    case CXUnaryOperator_LNot: operator_ = IR_LNOT; break;
    default: {
        struct ir_place place = lower_place(lower, expression);
        return lower_emit_load(lower, &place, loc);
    }
    }
    uint32_t value = lower_value(lower, child);
    return lower_emit(
        lower, (struct ir_op){
                   .kind = IR_UNARY, .operator_ = (uint8_t)operator_, .loc = loc, .type = type, .a = value});
}

static uint32_t lower_conditional(struct lower *lower, CXCursor expression, uint32_t type, CXCursor condition,
                                  const CXCursor *if_true, CXCursor if_false)
{
    int64_t chosen;
    if (if_true && lower_constant(lower, condition, &chosen)) {
        return lower_value(lower, chosen ? *if_true : if_false);
    }
    uint32_t loc = lower_loc(lower, expression);
    bool has_value = lower->unit->types.data[type].kind != IR_TYPE_VOID;
    struct ir_place temp = {0};
    if (has_value) {
        temp = new_temp(lower, type);
    }
    uint32_t true_block = lower_block_new(lower);
    uint32_t false_block = lower_block_new(lower);
    uint32_t done = lower_block_new(lower);
    uint32_t tested = IR_NONE;
    if (if_true) {
        lower_condition(lower, condition, true_block, false_block);
    } else { /* GNU a ?: b: the condition is the value */
        tested = lower_value(lower, condition);
        lower_branch(lower, tested, true_block, false_block, loc);
    }
    for (int branch = 1; branch >= 0; branch--) {
        lower_block_start(lower, branch ? true_block : false_block);
        uint32_t open = (uint32_t)lower->func->cleanups.count;
        uint32_t value = branch && !if_true ? tested : lower_value(lower, branch ? *if_true : if_false);
        if (has_value && lower->func->block != IR_NONE) {
            lower_emit_store(lower, &temp, value, loc, 0);
        }
        lower_end_cleanups(lower, open);
        lower_jump(lower, done, loc);
    }
    lower_block_start(lower, done);
    return has_value ? lower_emit_load(lower, &temp, loc) : lower_emit_const(lower, 0, type, loc);
}

/* ---- conversions ------------------------------------------------------------------ */

static uint32_t lower_conversion(struct lower *lower, CXCursor expression, CXCursor child, uint32_t type)
{
    CXCursor inner = lower_strip_parens(child);
    CXType child_type = clang.getCanonicalType(clang.getCursorType(child));
    uint32_t loc = lower_loc(lower, expression);
    if (child_type.kind == CXType_FunctionProto || child_type.kind == CXType_FunctionNoProto) {
        if (inner.kind == CXCursor_UnaryOperator &&
            clang.getCursorUnaryOperatorKind(inner) == CXUnaryOperator_Deref) {
            struct cursors pointer = lower_children(lower, inner);
            return lower_value(lower, pointer.data[0]);
        }
        if (!lower_is_place(lower, inner)) {
            return lower_value(lower, inner);
        }
    }
    if (lower_is_place(lower, inner)) {
        struct ir_place place = lower_place(lower, inner);
        if (lower->unit->types.data[place.type].kind == IR_TYPE_ARRAY) {
            uint32_t address = lower_emit_address(lower, &place, loc);
            lower->unit->ops.data[address].type = type;
            return address;
        }
        return lower_emit_load(lower, &place, loc);
    }
    uint32_t value = lower_value(lower, child);
    if (lower->unit->ops.data[value].type == type) {
        return value;
    }
    return lower_emit(lower, (struct ir_op){.kind = IR_CAST, .loc = loc, .type = type, .a = value});
}

static bool is_expression(CXCursor cursor)
{
    return cursor.kind >= CXCursor_FirstExpr && cursor.kind <= CXCursor_LastExpr;
}

static uint32_t lower_unexposed(struct lower *lower, CXCursor expression, uint32_t type)
{
    struct cursors children = lower_children(lower, expression);
    uint32_t value;
    if (lower_atomic(lower, expression, &children, &value)) {
        return value;
    }
    if (children.count == 1 && is_expression(children.data[0])) {
        return lower_conversion(lower, expression, children.data[0], type);
    }
    int64_t constant;
    if (lower_constant(lower, expression, &constant)) { /* offsetof, types_compatible_p, ... */
        return lower_emit_const(lower, constant, type, lower_loc(lower, expression));
    }
    if (children.count == 0) {
        if (clang.getCursorType(expression).kind == CXType_Dependent) {
            return lower_unknown(lower, expression, "an expression that clang could not recover");
        }
        return lower_emit_const(lower, 0, type, lower_loc(lower, expression)); /* implicit zero */
    }
    if (children.count == 4 && clang.getCursorType(expression).kind != CXType_Dependent) {
        return lower_conditional(lower, expression, type, children.data[0], NULL, children.data[3]);
    }
    if (children.count == 3) { /* __builtin_choose_expr */
        int64_t first;
        if (lower_constant(lower, children.data[0], &first)) {
            CXCursor chosen = children.data[first ? 1 : 2];
            return lower_is_place(lower, chosen) ? lower_conversion(lower, expression, chosen, type)
                                                 : lower_value(lower, chosen);
        }
    }
    return lower_unknown(lower, expression, "an expression that is not understood");
}

static uint32_t lower_cast(struct lower *lower, CXCursor expression, uint32_t type)
{
    struct cursors children = lower_children(lower, expression);
    if (!children.count) {
        return lower_unknown(lower, expression, "a cast without an operand");
    }
    CXCursor child = children.data[children.count - 1]; /* a type reference may stand first */
    bool to_void = lower->unit->types.data[type].kind == IR_TYPE_VOID;
    if (to_void && lower_is_place(lower, child)) { /* (void)x: names x, reads nothing */
        lower_place(lower, child);
        return lower_emit_const(lower, 0, type, lower_loc(lower, expression));
    }
    uint32_t value = lower_value(lower, child);
    return lower_emit(
        lower,
        (struct ir_op){.kind = IR_CAST, .loc = lower_loc(lower, expression), .type = type, .a = value});
}

/* ---- the whole -------------------------------------------------------------------- */

static uint32_t lower_reference(struct lower *lower, CXCursor expression, uint32_t type)
{
    CXCursor declaration = clang.getCursorReferenced(expression);
    uint32_t loc = lower_loc(lower, expression);
    if (declaration.kind == CXCursor_EnumConstantDecl) {
        uint32_t value = lower_emit_const(lower, clang.getEnumConstantDeclValue(declaration), type, loc);
        CXString name = clang.getCursorSpelling(declaration);
        lower->unit->ops.data[value].c = ir_string(&lower->build, clang.getCString(name));
        if (lower_is_stub(lower, declaration)) { /* invented for an undeclared name: its value is not known */
            lower->unit->ops.data[value].flags |= IR_OP_DEGRADED;
        }
        clang.disposeString(name);
        return value;
    }
    if (declaration.kind == CXCursor_FunctionDecl) {
        struct ir_place place = lower_place(lower, expression);
        return lower_emit_address(lower, &place, loc);
    }
    struct ir_place place = lower_place(lower, expression);
    return lower_emit_load(lower, &place, loc);
}

static uint32_t lower_value_of(struct lower *lower, CXCursor expression)
{
    uint32_t type = lower_type_value(lower, clang.getCursorType(expression));
    uint32_t loc;
    if (lower->cxx && lower_cxx_value(lower, expression, type, &loc)) {
        return loc;
    }
    switch (expression.kind) {
    case CXCursor_IntegerLiteral:
    case CXCursor_CharacterLiteral:
    case CXCursor_FloatingLiteral:
    case CXCursor_UnaryExpr: return lower_literal(lower, expression, type);
    case CXCursor_DeclRefExpr: return lower_reference(lower, expression, type);
    case CXCursor_UnaryOperator: return lower_unary(lower, expression, type);
    case CXCursor_BinaryOperator: return lower_binary(lower, expression, type);
    case CXCursor_CompoundAssignOperator: return lower_compound_assign(lower, expression);
    case CXCursor_ConditionalOperator: {
        struct cursors children = lower_children(lower, expression);
        if (children.count == 3) {
            return lower_conditional(lower, expression, type, children.data[0], &children.data[1],
                                     children.data[2]);
        }
        return lower_unknown(lower, expression, "a conditional operator without three operands");
    }
    case CXCursor_CallExpr: return lower_call(lower, expression);
    case CXCursor_CStyleCastExpr: return lower_cast(lower, expression, type);
    case CXCursor_UnexposedExpr: return lower_unexposed(lower, expression, type);
    case CXCursor_GenericSelectionExpr: {
        CXCursor chosen = lower_generic_choice(lower, expression);
        return clang.Cursor_isNull(chosen) ? lower_unknown(lower, expression, "a _Generic without a match")
                                           : lower_value(lower, chosen);
    }
    case CXCursor_StmtExpr: {
        uint32_t value = lower_stmt_expr(lower, expression);
        return value != IR_NONE
                   ? value
                   : lower_emit_const(lower, 0, lower_type_void(lower), lower_loc(lower, expression));
    }
    case CXCursor_InitListExpr: { /* a scalar in braces, or an aggregate in an expression */
        struct ir_place temp = new_temp(lower, lower_type_complete(lower, clang.getCursorType(expression)));
        lower_local_init(lower, &temp, expression);
        return lower_emit_load(lower, &temp, lower_loc(lower, expression));
    }
    case CXCursor_AddrLabelExpr:
        loc = lower_loc(lower, expression);
        return lower_emit_const(lower, 0, type, loc); /* a computed goto goes to any such label */
    case CXCursor_MemberRefExpr:
    case CXCursor_ArraySubscriptExpr:
    case CXCursor_CompoundLiteralExpr:
    case CXCursor_StringLiteral: {
        struct ir_place place = lower_place(lower, expression);
        loc = lower_loc(lower, expression);
        bool is_array = lower->unit->types.data[place.type].kind == IR_TYPE_ARRAY;
        return is_array ? lower_emit_address(lower, &place, loc) : lower_emit_load(lower, &place, loc);
    }
    default: return lower_unknown(lower, expression, "an expression that is not understood");
    }
}

uint32_t lower_value(struct lower *lower, CXCursor expression)
{
    expression = lower_strip_parens(expression);
    if (lower->depth >= LOWER_DEPTH_MAX) {
        uint32_t loc = lower_loc(lower, expression);
        ir_notice_add(&lower->build, NOTICE_LIMIT, loc,
                      "nesting too deep: the rest of the expression is unknown");
        lower->unknown_ops++;
        lower->func->degraded = true;
        return lower_emit(lower,
                          (struct ir_op){.kind = IR_UNKNOWN, .loc = loc, .type = lower_type_int(lower)});
    }
    lower->depth++;
    uint32_t value = lower_value_of(lower, expression);
    lower->depth--;
    return value;
}

void lower_effects(struct lower *lower, CXCursor expression)
{
    expression = lower_strip_parens(expression);
    if (lower->cxx && lower_cxx_effects(lower, expression)) {
        return;
    }
    if (lower_is_place(lower, expression)) { /* an lvalue as a statement reads nothing by itself */
        lower_place(lower, expression);
        return;
    }
    uint32_t value = lower_value(lower, expression);
    struct ir_op *op = &lower->unit->ops.data[value];
    if (op->kind == IR_CALL && value + 1 == lower->unit->ops.count) { /* nothing stores it */
        op->flags |= IR_OP_DISCARDED;
    }
}

static bool is_logical(CXCursor expression)
{
    int kind = expression.kind == CXCursor_BinaryOperator ? clang.getCursorBinaryOperatorKind(expression) : 0;
    return kind == CXBinaryOperator_LAnd || kind == CXBinaryOperator_LOr;
}

/* a && b, a || b: the right side is lowered only where it can run. */
static void lower_both(struct lower *lower, const struct cursors *sides, bool is_and, uint32_t if_true,
                       uint32_t if_false)
{
    int64_t left;
    if (!is_logical(sides->data[0]) && lower_constant(lower, sides->data[0], &left) &&
        (left == 0) == is_and) {
        lower_jump(lower, left ? if_true : if_false, lower_loc(lower, sides->data[0]));
        return;
    }
    uint32_t next = lower_block_new(lower);
    lower_condition(lower, sides->data[0], is_and ? next : if_true, is_and ? if_false : next);
    lower_block_start(lower, next);
    lower_condition(lower, sides->data[1], if_true, if_false);
}

/* a ? b : c as a condition: each arm decides by itself, as in clang. */
static void lower_either(struct lower *lower, const struct cursors *parts, uint32_t if_true,
                         uint32_t if_false)
{
    int64_t chosen;
    if (lower_constant(lower, parts->data[0], &chosen)) {
        lower_condition(lower, parts->data[chosen ? 1 : 2], if_true, if_false);
        return;
    }
    uint32_t arms[2] = {lower_block_new(lower), lower_block_new(lower)};
    lower_condition(lower, parts->data[0], arms[0], arms[1]);
    for (int i = 0; i < 2; i++) {
        lower_block_start(lower, arms[i]);
        lower_condition(lower, parts->data[i + 1], if_true, if_false);
    }
}

/* Conditions made of conditions: none is evaluated as a whole, or a long chain would cost its square. */
static bool lower_parts(struct lower *lower, CXCursor expression, uint32_t if_true, uint32_t if_false)
{
    bool is_not = expression.kind == CXCursor_UnaryOperator &&
                  clang.getCursorUnaryOperatorKind(expression) == CXUnaryOperator_LNot;
    if (!is_not && !is_logical(expression) && expression.kind != CXCursor_ConditionalOperator) {
        return false;
    }
    struct cursors children = lower_children(lower, expression);
    if (is_not && children.count == 1) {
        lower_condition(lower, children.data[0], if_false, if_true);
    } else if (children.count == 2) {
        bool is_and = clang.getCursorBinaryOperatorKind(expression) == CXBinaryOperator_LAnd;
        lower_both(lower, &children, is_and, if_true, if_false);
    } else if (children.count == 3) {
        lower_either(lower, &children, if_true, if_false);
    } else {
        return false;
    }
    return true;
}

void lower_condition(struct lower *lower, CXCursor expression, uint32_t if_true, uint32_t if_false)
{
    expression = lower_strip_parens(expression);
    bool is_shallow = lower->depth < LOWER_DEPTH_MAX;
    lower->depth++;
    if (!is_shallow || !lower_parts(lower, expression, if_true, if_false)) {
        int64_t constant;
        if (is_shallow && lower_constant(lower, expression, &constant)) {
            lower_jump(lower, constant ? if_true : if_false, lower_loc(lower, expression));
        } else {
            uint32_t open = (uint32_t)lower->func->cleanups.count;
            uint32_t value = lower_value(lower, expression); /* says so where the nesting is too deep */
            lower_end_cleanups(lower, open);
            lower_branch(lower, value, if_true, if_false, lower_loc(lower, expression));
        }
    }
    lower->depth--;
}
