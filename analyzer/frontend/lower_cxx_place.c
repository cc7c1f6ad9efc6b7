/*
 * Places of C++: what is an lvalue by its form, references that are followed, members of the object
 * and of its bases, conversions between classes that keep the object.
 */
#include "frontend/lower_cxx.h"

/* Does the expression, as it stands, name an object? An lvalue-to-rvalue conversion around it does not. */
bool lower_cxx_is_place(struct lower *lower, CXCursor expression, bool *is_place)
{
    switch (expression.kind) {
    case CXCursor_MemberRefExpr: {
        int kind = clang.getCursorReferenced(expression).kind;
        *is_place = kind == CXCursor_FieldDecl || kind == CXCursor_VarDecl;
        return true;
    }
    case CXCursor_CallExpr: *is_place = lower_is_reference(lower_cxx_result(lower, expression)); return true;
    case CXCursor_UnexposedExpr: {
        CXCursor child = lower_cxx_operand(lower, expression);
        *is_place = lower_is_record(clang.getCursorType(expression)) && !clang.Cursor_isNull(child) &&
                    lower_is_place(lower, child);
        return lower_is_record(clang.getCursorType(expression));
    }
    default: break;
    }
    if (lower_cxx_is_cast(expression.kind)) {
        CXCursor child = lower_cxx_operand(lower, expression);
        *is_place = clang.getCanonicalType(clang.getCursorType(expression)).kind != CXType_Void &&
                    !clang.Cursor_isNull(child) && lower_is_place(lower, child);
        return true;
    }
    return false;
}

static struct ir_place follow(struct lower *lower, const struct ir_place *reference, CXType type,
                              uint32_t loc)
{
    uint32_t pointer = lower_emit_load(lower, reference, loc);
    return lower_place_deref(lower, pointer, lower_type_complete(lower, type));
}

/* A local of another function: of the one whose static object is initialised here, or lost by an error. */
static bool is_foreign(const struct lower *lower, uint32_t sym)
{
    const struct ir_sym *entry = &lower->unit->syms.data[sym];
    bool is_local = entry->kind == IR_SYM_LOCAL || entry->kind == IR_SYM_PARAM;
    return is_local && lower->func && entry->function != lower->func->index;
}

static bool place_of_variable(struct lower *lower, CXCursor expression, struct ir_place *place)
{
    CXCursor declaration = clang.getCursorReferenced(expression);
    if (lower_is_function(declaration.kind)) {
        *place = lower_place_sym(lower, lower_sym(lower, declaration));
        return true;
    }
    if (!lower_cxx_is_variable(declaration)) {
        return false;
    }
    uint32_t loc = lower_loc(lower, expression);
    CXType type = clang.getCursorType(declaration);
    if (lower_cxx_captured(lower, declaration, place, loc)) {
        return true;
    }
    uint32_t sym = lower_sym(lower, declaration);
    if (is_foreign(lower, sym)) {
        sym = lower_temp(lower, lower->unit->syms.data[sym].type);
    } else if (!lower_is_reference(type)) {
        return false;
    }
    *place = lower_place_sym(lower, sym);
    if (lower_is_reference(type)) {
        *place = follow(lower, place, clang.getPointeeType(clang.getCanonicalType(type)), loc);
    }
    return true;
}

/* The object whose member is named: the base of the expression, or *this. */
static struct ir_place object_of(struct lower *lower, CXCursor expression, CXType *type)
{
    CXCursor base = lower_cxx_operand(lower, expression);
    if (clang.Cursor_isNull(base)) {
        *type = lower_cxx_this_class(lower);
        uint32_t pointer = lower_cxx_this(lower, lower_loc(lower, expression));
        return lower_place_deref(lower, pointer, lower_type_complete(lower, *type));
    }
    *type = clang.getCanonicalType(clang.getCursorType(base));
    if (type->kind == CXType_Record) {
        return lower_place(lower, base);
    }
    *type = clang.getCanonicalType(lower_pointee(*type));
    return lower_place_deref(lower, lower_value(lower, base), lower_type_complete(lower, *type));
}

static bool place_of_field(struct lower *lower, CXCursor expression, struct ir_place *place)
{
    CXCursor field = clang.getCursorReferenced(expression);
    if (field.kind == CXCursor_VarDecl) { /* a static member */
        *place = lower_place_sym(lower, lower_sym(lower, field));
        return true;
    }
    if (field.kind != CXCursor_FieldDecl) {
        return false;
    }
    CXType object;
    *place = object_of(lower, expression, &object);
    CXType owner = clang.getCursorType(clang.getCursorSemanticParent(field));
    if (lower_cxx_to_base(lower, place, object, owner)) {
        object = clang.getCanonicalType(owner);
    }
    CXType type = clang.getCursorType(field);
    if (clang.equalCursors(clang.getCursorSemanticParent(field), clang.getTypeDeclaration(object))) {
        *place = lower_cxx_field_place(lower, place, object, field);
    } else { /* of an anonymous member */
        long long offset = lower_field_offset(object, field);
        uint32_t record = lower_type_complete(lower, object);
        struct ir_step step = {.kind = IR_STEP_FIELD,
                               .name = lower_field_name(lower, field),
                               .offset = offset > 0 ? (uint32_t)(offset / 8) : 0,
                               .size = offset < 0 ? 0 : lower->unit->types.data[record].size,
                               .record = record};
        lower_place_step(lower, place, &step, lower_type_complete(lower, type));
    }
    if (lower_is_reference(type)) {
        *place = follow(lower, place, clang.getPointeeType(clang.getCanonicalType(type)),
                        lower_loc(lower, expression));
    }
    return true;
}

/* The same object seen as another class: a base of its own, or what it is a base of. */
static struct ir_place convert_place(struct lower *lower, struct ir_place place, CXType from, CXType to,
                                     uint32_t loc)
{
    if (lower_cxx_to_base(lower, &place, from, to)) {
        return place;
    }
    uint32_t address = lower_emit_address(lower, &place, loc);
    return lower_place_deref(lower, address, lower_type_complete(lower, to));
}

/* a ? b : c as an lvalue: the address of either. */
static struct ir_place place_of_choice(struct lower *lower, const struct cursors *parts, CXCursor expression)
{
    uint32_t loc = lower_loc(lower, expression);
    uint32_t type = lower_type_complete(lower, clang.getCursorType(expression));
    struct ir_place temp = lower_place_sym(lower, lower_temp(lower, lower_type_pointer(lower, type)));
    uint32_t arms[2] = {lower_block_new(lower), lower_block_new(lower)};
    uint32_t done = lower_block_new(lower);
    lower_condition(lower, parts->data[0], arms[0], arms[1]);
    for (int i = 0; i < 2; i++) {
        lower_block_start(lower, arms[i]);
        lower_emit_store(lower, &temp, lower_cxx_bind(lower, parts->data[i + 1]), loc, 0);
        lower_jump(lower, done, loc);
    }
    lower_block_start(lower, done);
    return lower_place_deref(lower, lower_emit_load(lower, &temp, loc), type);
}

/* Assignments, and ++ before its operand, are lvalues in C++. */
static bool place_after(struct lower *lower, CXCursor expression, struct ir_place *place)
{
    struct cursors children = lower_children(lower, expression);
    int binary =
        expression.kind == CXCursor_BinaryOperator ? clang.getCursorBinaryOperatorKind(expression) : 0;
    int unary = expression.kind == CXCursor_UnaryOperator ? clang.getCursorUnaryOperatorKind(expression) : 0;
    bool steps = unary == CXUnaryOperator_PreInc || unary == CXUnaryOperator_PreDec;
    bool assigns = expression.kind == CXCursor_CompoundAssignOperator || binary == CXBinaryOperator_Assign;
    if (binary == CXBinaryOperator_Comma && children.count == 2) {
        lower_effects(lower, children.data[0]);
        *place = lower_place(lower, children.data[1]);
        return true;
    }
    if ((!steps && !assigns) || !children.count || !lower_is_place(lower, children.data[0])) {
        return false;
    }
    lower_value(lower, expression);
    *place = lower_place(lower, children.data[0]);
    return true;
}

static bool place_of_conversion(struct lower *lower, CXCursor expression, struct ir_place *place)
{
    CXType type = clang.getCursorType(expression);
    CXCursor child = lower_cxx_operand(lower, expression);
    if (clang.Cursor_isNull(child) || !lower_is_place(lower, child)) {
        return false;
    }
    *place = lower_place(lower, child);
    if (!lower_cxx_same_type(clang.getCursorType(child), type)) {
        *place = convert_place(lower, *place, clang.getCursorType(child), type, lower_loc(lower, expression));
    }
    return true;
}

bool lower_cxx_place(struct lower *lower, CXCursor expression, struct ir_place *place)
{
    bool is_place;
    switch (expression.kind) {
    case CXCursor_DeclRefExpr: return place_of_variable(lower, expression, place);
    case CXCursor_MemberRefExpr: return place_of_field(lower, expression, place);
    case CXCursor_CallExpr: {
        CXType result = lower_cxx_result(lower, expression);
        if (lower_is_reference(result)) {
            uint32_t pointer = lower_cxx_call(lower, expression);
            CXType object = clang.getPointeeType(clang.getCanonicalType(result));
            *place = lower_place_deref(lower, pointer, lower_type_complete(lower, object));
            return true;
        }
        break;
    }
    case CXCursor_ConditionalOperator: {
        struct cursors parts = lower_children(lower, expression);
        if (parts.count == 3 && lower_is_place(lower, parts.data[1]) &&
            lower_is_place(lower, parts.data[2])) {
            *place = place_of_choice(lower, &parts, expression);
            return true;
        }
        break;
    }
    case CXCursor_BinaryOperator:
    case CXCursor_CompoundAssignOperator:
    case CXCursor_UnaryOperator:
        if (place_after(lower, expression, place)) {
            return true;
        }
        break;
    default:
        if (lower_cxx_is_place(lower, expression, &is_place) && is_place &&
            place_of_conversion(lower, expression, place)) {
            return true;
        }
        break;
    }
    if (lower_is_record(clang.getCursorType(expression)) && expression.kind != CXCursor_CompoundLiteralExpr &&
        !lower_is_place(lower, expression)) {
        *place = lower_cxx_temporary(lower, expression);
        return true;
    }
    return false;
}

uint32_t lower_cxx_bind(struct lower *lower, CXCursor expression)
{
    uint32_t loc = lower_loc(lower, expression);
    CXCursor stripped = lower_cxx_strip(lower, expression);
    CXCursor bound = lower_is_place(lower, stripped) ? stripped : lower_strip_parens(expression);
    CXType type = clang.getCursorType(expression);
    struct ir_place place;
    if (clang.getCanonicalType(type).kind == CXType_FunctionProto) {
        return lower_value(lower, stripped);
    }
    if (lower_is_place(lower, bound) || lower_is_record(type) ||
        clang.getCanonicalType(type).kind == CXType_ConstantArray ||
        bound.kind == CXCursor_ConditionalOperator || bound.kind == CXCursor_UnaryOperator ||
        bound.kind == CXCursor_CompoundAssignOperator || bound.kind == CXCursor_BinaryOperator) {
        place = lower_place(lower, bound);
    } else {
        place = lower_place_sym(lower, lower_temp(lower, lower_type_complete(lower, type)));
        lower_emit_store(lower, &place, lower_value(lower, expression), loc, IR_OP_INIT);
    }
    if (place.base == IR_BASE_DEREF && place.step_count == 0) {
        return place.root;
    }
    return lower_emit_address(lower, &place, loc);
}
