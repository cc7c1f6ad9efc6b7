/*
 * Values of C++: `this`, casts, pointers to bases, new and delete. libclang shows neither the value
 * category nor an implicit `this`: an expression is a place by its form (lower_cxx_place.c), and a
 * member without a base is one of *this.
 */
#include "frontend/lower_cxx.h"

bool lower_is_record(CXType type)
{
    return clang.getCanonicalType(type).kind == CXType_Record;
}

bool lower_is_expression(CXCursor cursor)
{
    return cursor.kind >= CXCursor_FirstExpr && cursor.kind <= CXCursor_LastExpr;
}

bool lower_cxx_is_cast(int kind)
{
    return kind == CXCursor_CStyleCastExpr ||
           (kind >= CXCursor_CXXStaticCastExpr && kind <= CXCursor_CXXFunctionalCastExpr);
}

/* The operand of a cast or conversion: the last child that is an expression; or the null cursor. */
CXCursor lower_cxx_operand(struct lower *lower, CXCursor expression)
{
    struct cursors children = lower_children(lower, expression);
    for (uint32_t i = children.count; i-- > 0;) {
        if (lower_is_expression(children.data[i])) {
            return children.data[i];
        }
    }
    return clang.getNullCursor();
}

bool lower_cxx_same_type(CXType a, CXType b)
{
    if (a.kind == CXType_Invalid || b.kind == CXType_Invalid) { /* libclang does not look */
        return false;
    }
    a = clang.getUnqualifiedType(clang.getCanonicalType(a));
    b = clang.getUnqualifiedType(clang.getCanonicalType(b));
    return clang.equalTypes(a, b) ||
           (a.kind == CXType_Record && b.kind == CXType_Record &&
            clang.equalCursors(clang.getTypeDeclaration(a), clang.getTypeDeclaration(b)));
}

CXCursor lower_cxx_strip(struct lower *lower, CXCursor expression)
{
    for (;;) {
        expression = lower_strip_parens(expression);
        if (expression.kind != CXCursor_UnexposedExpr && !lower_cxx_is_cast(expression.kind)) {
            return expression;
        }
        CXCursor child = lower_cxx_operand(lower, expression);
        if (clang.Cursor_isNull(child) ||
            !lower_cxx_same_type(clang.getCursorType(child), clang.getCursorType(expression))) {
            return expression;
        }
        expression = child;
    }
}

/* ---- this ------------------------------------------------------------------------------- */

uint32_t lower_cxx_this(struct lower *lower, uint32_t loc)
{
    struct ir_place place;
    if (lower_cxx_captured(lower, clang.getNullCursor(), &place, loc)) {
        return lower_emit_load(lower, &place, loc);
    }
    uint32_t sym = lower->func->this_sym;
    if (sym == IR_NONE) { /* an error of the source: clang has said so */
        sym = lower_temp(lower, lower_type_pointer(lower, lower_type_void(lower)));
    }
    place = lower_place_sym(lower, sym);
    return lower_emit_load(lower, &place, loc);
}

static CXCursor class_of(CXCursor function)
{
    return clang.getCursorSemanticParent(function);
}

CXType lower_cxx_this_class(struct lower *lower)
{
    CXCursor record = class_of(lower->func->cursor);
    while (lower_cxx_is_closure(record)) { /* the class in whose method the lambda stands */
        record = class_of(class_of(record));
    }
    return clang.getCanonicalType(clang.getCursorType(record));
}

bool lower_cxx_is_variable(CXCursor declaration)
{
    return declaration.kind == CXCursor_VarDecl || declaration.kind == CXCursor_ParmDecl;
}

/* ---- values ------------------------------------------------------------------------------ */

static CXType pointed_class(CXType type)
{
    type = clang.getCanonicalType(type);
    return type.kind == CXType_Pointer ? clang.getCanonicalType(clang.getPointeeType(type))
                                       : (CXType){.kind = CXType_Invalid};
}

/* A pointer to an object becomes one to its base. */
static bool value_of_base_pointer(struct lower *lower, CXCursor expression, CXCursor child, uint32_t *value)
{
    CXType from = pointed_class(clang.getCursorType(child));
    CXType to = pointed_class(clang.getCursorType(expression));
    struct lower_base *bases;
    if (from.kind != CXType_Record || to.kind != CXType_Record ||
        !lower_cxx_bases(lower, clang.getTypeDeclaration(from), &bases)) {
        return false;
    }
    uint32_t loc = lower_loc(lower, expression);
    uint32_t pointer = lower_value(lower, child);
    struct ir_place place = lower_place_deref(lower, pointer, lower_type_complete(lower, from));
    *value = pointer;
    if (lower_cxx_to_base(lower, &place, from, to)) {
        *value = lower_emit_address(lower, &place, loc);
    }
    uint32_t type = lower_type(lower, clang.getCursorType(expression));
    *value = lower_emit(lower, (struct ir_op){.kind = IR_CAST, .loc = loc, .type = type, .a = *value});
    return true;
}

static uint32_t value_of_cast(struct lower *lower, CXCursor expression, uint32_t type)
{
    CXCursor child = lower_cxx_operand(lower, expression);
    uint32_t loc = lower_loc(lower, expression);
    uint32_t value;
    if (clang.Cursor_isNull(child)) { /* T() */
        return lower_emit_const(lower, 0, type, loc);
    }
    if (lower->unit->types.data[type].kind == IR_TYPE_VOID) {
        lower_effects(lower, child);
        return lower_emit_const(lower, 0, type, loc);
    }
    if (value_of_base_pointer(lower, expression, child, &value)) {
        return value;
    }
    value = lower_value(lower, child);
    return lower_emit(lower, (struct ir_op){.kind = IR_CAST, .loc = loc, .type = type, .a = value});
}

/* Memory from the heap is an object of its own; `new (p) T` makes one where p points. */
static uint32_t value_of_new(struct lower *lower, CXCursor expression, uint32_t type)
{
    uint32_t loc = lower_loc(lower, expression);
    CXType made = clang.getPointeeType(clang.getCanonicalType(clang.getCursorType(expression)));
    struct cursors children = lower_children(lower, expression);
    CXCursor initializer = clang.getNullCursor();
    uint32_t pointer = IR_NONE;
    for (uint32_t i = 0; i < children.count; i++) {
        CXCursor child = children.data[i];
        CXCursor stripped = lower_cxx_strip(lower, child);
        bool is_constructor = stripped.kind == CXCursor_CallExpr &&
                              clang.getCursorReferenced(stripped).kind == CXCursor_Constructor;
        int kind = clang.getCanonicalType(clang.getCursorType(child)).kind;
        if (!lower_is_expression(child)) {
            continue;
        }
        if (is_constructor || child.kind == CXCursor_InitListExpr) {
            initializer = stripped;
        } else if (kind == CXType_Pointer && pointer == IR_NONE) {
            pointer = lower_value(lower, child);
        } else {
            lower_effects(lower, child);
        }
    }
    if (pointer == IR_NONE) {
        struct ir_place fresh = lower_place_sym(lower, lower_temp(lower, type));
        pointer = lower_emit_load(lower, &fresh, loc);
    }
    if (!clang.Cursor_isNull(initializer) && lower_is_record(made)) {
        struct ir_place place = lower_place_deref(lower, pointer, lower_type_complete(lower, made));
        lower_cxx_construct(lower, &place, initializer);
    }
    return lower_emit(lower, (struct ir_op){.kind = IR_CAST, .loc = loc, .type = type, .a = pointer});
}

static uint32_t value_of_delete(struct lower *lower, CXCursor expression, uint32_t type)
{
    uint32_t loc = lower_loc(lower, expression);
    CXCursor child = lower_cxx_operand(lower, expression);
    if (!clang.Cursor_isNull(child)) {
        uint32_t pointer = lower_value(lower, child);
        CXType object = pointed_class(clang.getCursorType(child));
        uint32_t base = (uint32_t)lower->func->cleanups.count;
        if (object.kind == CXType_Record && lower_cxx_has_destructor(lower, object)) {
            struct ir_place temp =
                lower_place_sym(lower, lower_temp(lower, lower->unit->ops.data[pointer].type));
            lower_emit_store(lower, &temp, pointer, loc, 0);
            struct ir_place place = lower_place_deref(lower, lower_emit_load(lower, &temp, loc),
                                                      lower_type_complete(lower, object));
            CXCursor written =
                lower_cxx_written(lower, clang.getTypeDeclaration(object), CXCursor_Destructor);
            if (!clang.Cursor_isNull(written)) {
                uint32_t address = lower_emit_address(lower, &place, loc);
                uint32_t function = lower_sym(lower, written);
                uint32_t first = (uint32_t)lower->unit->operands.count;
                VEC_PUSH(&lower->unit->operands, address);
                lower_emit(lower, (struct ir_op){.kind = IR_CALL,
                                                 .flags = IR_OP_DISCARDED,
                                                 .loc = loc,
                                                 .type = lower_type_void(lower),
                                                 .a = function,
                                                 .b = first,
                                                 .c = 1});
            }
        }
        lower_end_cleanups(lower, base);
    }
    return lower_emit_const(lower, 0, type, loc);
}

/* The exception leaves: what is open is destroyed. Handlers are entered from their try (lower_cxx_stmt.c). */
static uint32_t value_of_throw(struct lower *lower, CXCursor expression, uint32_t type)
{
    uint32_t loc = lower_loc(lower, expression);
    CXCursor child = lower_cxx_operand(lower, expression);
    if (!clang.Cursor_isNull(child)) {
        lower_value(lower, child);
    }
    uint32_t value = lower_emit_const(lower, 0, type, loc);
    lower_run_cleanups(lower, 0);
    if (lower->func->block != IR_NONE) {
        struct ir_block *block = &lower->unit->blocks.data[lower->func->block];
        block->term = IR_TERM_UNREACHABLE;
        block->value = IR_NONE;
        block->loc = loc;
        lower->func->block = IR_NONE;
    }
    return value;
}

static bool value_of_name(struct lower *lower, CXCursor expression, uint32_t type, uint32_t *value)
{
    CXCursor declaration = clang.getCursorReferenced(expression);
    uint32_t loc = lower_loc(lower, expression);
    int64_t constant;
    if (declaration.kind == CXCursor_EnumConstantDecl && expression.kind == CXCursor_MemberRefExpr) {
        *value = lower_emit_const(lower, clang.getEnumConstantDeclValue(declaration), type, loc);
        return true;
    }
    if (declaration.kind == CXCursor_EnumConstantDecl || lower_cxx_is_variable(declaration) ||
        declaration.kind == CXCursor_FieldDecl) {
        return false;
    }
    if (lower_is_function(declaration.kind)) {
        struct ir_place place = lower_place_sym(lower, lower_sym(lower, declaration));
        *value = lower_emit_address(lower, &place, loc);
    } else if (lower_constant(lower, expression, &constant)) { /* a template's parameter */
        *value = lower_emit_const(lower, constant, type, loc);
    } else {
        *value = lower_unknown(lower, expression, "a name that is not understood");
    }
    return true;
}

static bool value_of_conversion(struct lower *lower, CXCursor expression, uint32_t *value)
{
    struct cursors children = lower_children(lower, expression);
    if (clang.getCursorType(expression).kind == CXType_Dependent && children.count) {
        return lower_cxx_recovered(lower, expression, &children, value);
    }
    if (children.count != 1 || !lower_is_expression(children.data[0])) {
        return false;
    }
    CXCursor child = children.data[0];
    if (value_of_base_pointer(lower, expression, child, value)) {
        return true;
    }
    bool wraps = lower_strip_parens(child).kind == CXCursor_LambdaExpr;
    if (wraps) { /* clang shows the conversion of a closure to a function pointer in several ways */
        *value = lower_value(lower, child);
    }
    return wraps;
}

bool lower_cxx_value(struct lower *lower, CXCursor expression, uint32_t type, uint32_t *value)
{
    uint32_t loc = lower_loc(lower, expression);
    int kind = expression.kind;
    if (lower_is_record(clang.getCursorType(expression)) && kind != CXCursor_CompoundLiteralExpr &&
        kind != CXCursor_StmtExpr) {
        struct ir_place place = lower_place(lower, expression);
        *value = lower_emit_load(lower, &place, loc);
        return true;
    }
    if (kind != CXCursor_CStyleCastExpr && lower_cxx_is_cast(kind) && !lower_is_place(lower, expression)) {
        *value = value_of_cast(lower, expression, type);
        return true;
    }
    switch (kind) {
    case CXCursor_DeclRefExpr:
    case CXCursor_MemberRefExpr: return value_of_name(lower, expression, type, value);
    case CXCursor_CallExpr:
        if (lower_is_place(lower, expression)) {
            struct ir_place place = lower_place(lower, expression);
            *value = lower_emit_load(lower, &place, loc);
        } else {
            *value = lower_cxx_call(lower, expression);
        }
        return true;
    case CXCursor_GNUNullExpr:
    case CXCursor_CXXBoolLiteralExpr:
    case CXCursor_SizeOfPackExpr:
    case CXCursor_CXXNullPtrLiteralExpr: {
        int64_t constant = 0;
        lower_constant(lower, expression, &constant);
        *value = lower_emit_const(lower, constant, type, loc);
        return true;
    }
    case CXCursor_CXXThisExpr: *value = lower_cxx_this(lower, loc); return true;
    case CXCursor_CXXNewExpr: *value = value_of_new(lower, expression, type); return true;
    case CXCursor_CXXDeleteExpr: *value = value_of_delete(lower, expression, type); return true;
    case CXCursor_CXXThrowExpr: *value = value_of_throw(lower, expression, type); return true;
    case CXCursor_CStyleCastExpr: {
        CXCursor child = lower_cxx_operand(lower, expression);
        return !clang.Cursor_isNull(child) && value_of_base_pointer(lower, expression, child, value);
    }
    case CXCursor_UnexposedExpr: return value_of_conversion(lower, expression, value);
    default: break;
    }
    if (lower_is_place(lower, expression) && kind != CXCursor_StringLiteral &&
        kind != CXCursor_GenericSelectionExpr && lower_cxx_is_cast(kind)) {
        struct ir_place place = lower_place(lower, expression);
        *value = lower_emit_load(lower, &place, loc);
        return true;
    }
    return false;
}

bool lower_cxx_effects(struct lower *lower, CXCursor expression)
{
    if (expression.kind == CXCursor_UnexposedExpr) { /* around a full expression */
        CXCursor child = lower_cxx_operand(lower, expression);
        if (!clang.Cursor_isNull(child) &&
            lower_cxx_same_type(clang.getCursorType(child), clang.getCursorType(expression)) &&
            !lower_is_place(lower, child)) {
            lower_effects(lower, child);
            return true;
        }
        return false;
    }
    if (expression.kind != CXCursor_CallExpr) {
        return false;
    }
    CXType type = clang.getCursorType(expression);
    if (lower_is_record(type) && !lower_is_reference(lower_cxx_result(lower, expression))) {
        lower_cxx_temporary(lower, expression); /* made, and destroyed at the end of the expression */
        return true;
    }
    uint32_t value = lower_cxx_call(lower, expression);
    struct ir_op *op = &lower->unit->ops.data[value];
    if (op->kind == IR_CALL && value + 1 == lower->unit->ops.count) {
        op->flags |= IR_OP_DISCARDED;
    }
    return true;
}
