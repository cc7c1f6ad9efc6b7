/*
 * Lvalues. A place is a base and a path of fields and indices; pointer detours that C
 * programmers write ((&s)->f, *(a + i), *&x) are folded into the path, so that one object
 * has one spelling.
 */
#include "frontend/lower_cxx.h"

#include <string.h>

static int take_first(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    *(CXCursor *)data = cursor;
    return CXChildVisit_Break;
}

CXCursor lower_strip_parens(CXCursor expression)
{
    while (expression.kind == CXCursor_ParenExpr ||
           (expression.kind == CXCursor_UnaryOperator &&
            clang.getCursorUnaryOperatorKind(expression) == CXUnaryOperator_Extension)) {
        CXCursor child = clang.getNullCursor();
        clang.visitChildren(expression, take_first, &child);
        if (clang.Cursor_isNull(child)) {
            break;
        }
        expression = child;
    }
    return expression;
}

bool lower_is_place(struct lower *lower, CXCursor expression)
{
    bool is_place;
    expression = lower_strip_parens(expression);
    if (lower->cxx && lower_cxx_is_place(lower, expression, &is_place)) {
        return is_place;
    }
    switch (expression.kind) {
    case CXCursor_DeclRefExpr: {
        int kind = clang.getCursorReferenced(expression).kind;
        return kind == CXCursor_VarDecl || kind == CXCursor_ParmDecl;
    }
    case CXCursor_MemberRefExpr:
    case CXCursor_ArraySubscriptExpr:
    case CXCursor_CompoundLiteralExpr:
    case CXCursor_StringLiteral: return true;
    case CXCursor_UnaryOperator: {
        int kind = clang.getCursorUnaryOperatorKind(expression);
        return kind == CXUnaryOperator_Deref || kind == CXUnaryOperator_Real || kind == CXUnaryOperator_Imag;
    }
    case CXCursor_GenericSelectionExpr: {
        CXCursor chosen = lower_generic_choice(lower, expression);
        return !clang.Cursor_isNull(chosen) && lower_is_place(lower, chosen);
    }
    default: return false;
    }
}

static struct ir_place place_of(struct lower *lower, uint32_t base, uint32_t root, uint32_t type)
{
    struct ir_place place = {.base = base, .root = root, .type = type};
    place.step = (uint32_t)lower->unit->steps.count;
    return place;
}

/* Qualifiers of the place: its type's, and those of what it lies in. */
static void take_qualifiers(struct lower *lower, struct ir_place *place)
{
    uint32_t flags = lower->unit->types.data[place->type].flags;
    place->flags |= (flags & IR_TYPE_VOLATILE ? IR_PLACE_VOLATILE : 0u) |
                    (flags & IR_TYPE_ATOMIC ? IR_PLACE_ATOMIC : 0u) |
                    (flags & IR_TYPE_CONST ? IR_PLACE_CONST : 0u);
}

struct ir_place lower_place_sym(struct lower *lower, uint32_t sym)
{
    struct ir_place place = place_of(lower, IR_BASE_SYM, sym, lower->unit->syms.data[sym].type);
    take_qualifiers(lower, &place);
    return place;
}

void lower_place_step(struct lower *lower, struct ir_place *place, const struct ir_step *step, uint32_t type)
{
    struct ir_unit *unit = lower->unit;
    uint32_t first = (uint32_t)unit->steps.count;
    if (place->step + place->step_count != first) { /* steps of a place are contiguous */
        for (uint32_t i = 0; i < place->step_count; i++) {
            struct ir_step copy = unit->steps.data[place->step + i];
            VEC_PUSH(&unit->steps, copy);
        }
        place->step = first;
    }
    VEC_PUSH(&unit->steps, *step);
    place->step_count++;
    place->type = type;
    take_qualifiers(lower, place);
}

uint32_t lower_place_add(struct lower *lower, const struct ir_place *place)
{
    VEC_PUSH(&lower->unit->places, *place);
    return (uint32_t)lower->unit->places.count - 1;
}

static uint32_t type_size(const struct lower *lower, uint32_t type)
{
    return type == IR_NONE ? 0 : lower->unit->types.data[type].size;
}

uint32_t lower_skip_pointer_casts(const struct lower *lower, uint32_t value)
{
    const struct ir_unit *unit = lower->unit;
    while (unit->ops.data[value].kind == IR_CAST) {
        uint32_t from = unit->ops.data[value].a;
        uint32_t kind = unit->types.data[unit->ops.data[from].type].kind;
        if (kind != IR_TYPE_POINTER) {
            break;
        }
        value = from;
    }
    return value;
}

struct ir_place lower_place_deref(struct lower *lower, uint32_t value, uint32_t type)
{
    struct ir_unit *unit = lower->unit;
    uint32_t origin = lower_skip_pointer_casts(lower, value);
    const struct ir_op *op = &unit->ops.data[origin];
    uint32_t index = IR_NONE;
    if (op->kind == IR_BINARY && op->operator_ == IR_ADD &&
        unit->types.data[unit->ops.data[op->a].type].kind == IR_TYPE_POINTER) {
        uint32_t base = lower_skip_pointer_casts(lower, op->a);
        const struct ir_type *pointer = &unit->types.data[unit->ops.data[op->a].type];
        if (unit->ops.data[base].kind == IR_ADDR &&
            type_size(lower, pointer->element) == type_size(lower, type)) {
            index = op->b;
            op = &unit->ops.data[base];
        }
    }
    if (op->kind != IR_ADDR) {
        struct ir_place place = place_of(lower, IR_BASE_DEREF, value, type);
        take_qualifiers(lower, &place);
        return place;
    }
    struct ir_place place = unit->places.data[op->a];
    uint32_t old_kind = unit->types.data[place.type].kind;
    place.flags &= ~(uint32_t)(IR_PLACE_CONST | IR_PLACE_VOLATILE); /* the pointer's type decides now */
    place.bit_offset = place.bit_width = 0;
    uint32_t object = place.type;
    place.type = type;
    take_qualifiers(lower, &place);
    if (index != IR_NONE ||
        (old_kind == IR_TYPE_ARRAY && type_size(lower, object) != type_size(lower, type))) {
        if (index == IR_NONE) {
            index = lower_emit_const(lower, 0, lower_type_int(lower), unit->ops.data[value].loc);
        }
        struct ir_step step = {
            .kind = IR_STEP_INDEX, .offset = index, .size = type_size(lower, type), .record = IR_NONE};
        lower_place_step(lower, &place, &step, type);
    }
    return place;
}

long long lower_field_offset(CXType record, CXCursor field)
{
    CXCursor owner = clang.getCursorSemanticParent(field);
    if (clang.equalCursors(owner, clang.getTypeDeclaration(record))) {
        return clang.Cursor_getOffsetOfField(field);
    }
    CXString name = clang.getCursorSpelling(field);
    long long offset = clang.Type_getOffsetOf(record, clang.getCString(name));
    clang.disposeString(name);
    return offset;
}

static struct ir_place place_of_member(struct lower *lower, CXCursor expression, uint32_t type)
{
    struct cursors children = lower_children(lower, expression);
    CXCursor field = clang.getCursorReferenced(expression);
    if (!children.count || clang.Cursor_isNull(field) || field.kind != CXCursor_FieldDecl) {
        return lower_place_deref(lower, lower_unknown(lower, expression, "a member of an unknown type"),
                                 type);
    }
    CXCursor base = children.data[0];
    CXType base_type = clang.getCanonicalType(clang.getCursorType(base));
    struct ir_place place;
    CXType record_type = base_type;
    if (base_type.kind != CXType_Record) {
        record_type = lower_pointee(base_type);
        uint32_t value = lower_value(lower, base);
        place = lower_place_deref(lower, value, lower_type_complete(lower, record_type));
    } else {
        place = lower_place(lower, base);
    }
    uint32_t record = lower_type_complete(lower, record_type);
    long long offset = lower_field_offset(clang.getCanonicalType(record_type), field);
    struct ir_step step = {
        .kind = IR_STEP_FIELD,
        .name = lower_field_name(lower, field),
        .offset = offset > 0 ? (uint32_t)(offset / 8) : 0,
        .size = offset < 0 ? 0 : type_size(lower, record), /* no layout: a header was missing */
        .record = record,
    };
    lower_place_step(lower, &place, &step, type);
    if (clang.Cursor_isBitField(field)) {
        place.flags |= IR_PLACE_BITFIELD;
        place.bit_offset = offset > 0 ? (uint32_t)offset : 0;
        place.bit_width = (uint32_t)clang.getFieldDeclBitWidth(field);
    }
    return place;
}

static struct ir_place place_of_subscript(struct lower *lower, CXCursor expression, uint32_t type)
{
    struct cursors children = lower_children(lower, expression);
    if (children.count != 2) {
        return lower_place_deref(lower, lower_unknown(lower, expression, "a subscript of an unknown type"),
                                 type);
    }
    CXType first = clang.getCanonicalType(clang.getCursorType(children.data[0]));
    bool is_int = first.kind >= CXType_Bool && first.kind <= CXType_Int128;
    bool swapped = is_int || first.kind == CXType_Enum; /* 2[array] */
    uint32_t base = lower_value(lower, children.data[swapped ? 1 : 0]);
    uint32_t index = lower_value(lower, children.data[swapped ? 0 : 1]);
    uint32_t origin = lower_skip_pointer_casts(lower, base);
    struct ir_place place;
    if (lower->unit->ops.data[origin].kind == IR_ADDR) {
        place = lower->unit->places.data[lower->unit->ops.data[origin].a];
        place.flags &= ~(uint32_t)(IR_PLACE_CONST | IR_PLACE_VOLATILE);
        place.bit_offset = place.bit_width = 0;
    } else {
        place = place_of(lower, IR_BASE_DEREF, base, type);
    }
    struct ir_step step = {
        .kind = IR_STEP_INDEX, .offset = index, .size = type_size(lower, type), .record = IR_NONE};
    lower_place_step(lower, &place, &step, type);
    return place;
}

/* An rvalue that something looks into (f().x, a compound literal): it gets a temporary. */
static struct ir_place place_of_value(struct lower *lower, CXCursor expression, uint32_t type)
{
    uint32_t temp = lower_temp(lower, type);
    struct ir_place place = lower_place_sym(lower, temp);
    if (expression.kind == CXCursor_CompoundLiteralExpr) {
        struct cursors children = lower_children(lower, expression);
        if (children.count) {
            lower_local_init(lower, &place, children.data[children.count - 1]);
        }
    } else {
        uint32_t value = lower_value(lower, expression);
        lower_emit_store(lower, &place, value, lower_loc(lower, expression), IR_OP_INIT);
    }
    return lower_place_sym(lower, temp);
}

struct ir_place lower_place(struct lower *lower, CXCursor expression)
{
    expression = lower_strip_parens(expression);
    struct ir_place found;
    if (lower->cxx && lower_cxx_place(lower, expression, &found)) {
        return found;
    }
    uint32_t type = lower_type_complete(lower, clang.getCursorType(expression));
    switch (expression.kind) {
    case CXCursor_DeclRefExpr: {
        CXCursor declaration = clang.getCursorReferenced(expression);
        if (declaration.kind == CXCursor_VarDecl || declaration.kind == CXCursor_ParmDecl ||
            declaration.kind == CXCursor_FunctionDecl) {
            uint32_t sym = lower_sym(lower, declaration);
            struct ir_place place = lower_place_sym(lower, sym);
            if (declaration.kind != CXCursor_ParmDecl) { /* int a[] may be completed after its first use */
                place.type = type;
                take_qualifiers(lower, &place);
            }
            return place;
        }
        break;
    }
    case CXCursor_MemberRefExpr: return place_of_member(lower, expression, type);
    case CXCursor_ArraySubscriptExpr: return place_of_subscript(lower, expression, type);
    case CXCursor_StringLiteral: return place_of(lower, IR_BASE_STRING, 0, type);
    case CXCursor_UnaryOperator: {
        int kind = clang.getCursorUnaryOperatorKind(expression);
        struct cursors children = lower_children(lower, expression);
        if (kind == CXUnaryOperator_Deref && children.count == 1) {
            return lower_place_deref(lower, lower_value(lower, children.data[0]), type);
        }
        if ((kind == CXUnaryOperator_Real || kind == CXUnaryOperator_Imag) && children.count == 1) {
            return lower_place(lower, children.data[0]);
        }
        break;
    }
    case CXCursor_GenericSelectionExpr: {
        CXCursor chosen = lower_generic_choice(lower, expression);
        if (!clang.Cursor_isNull(chosen) && lower_is_place(lower, chosen)) {
            return lower_place(lower, chosen);
        }
        break;
    }
    case CXCursor_UnexposedExpr: { /* __func__, and conversions that keep an lvalue */
        struct cursors children = lower_children(lower, expression);
        if (children.count == 1 && lower_is_place(lower, children.data[0]) &&
            clang.getCanonicalType(clang.getCursorType(expression)).kind == CXType_ConstantArray) {
            return lower_place(lower, children.data[0]);
        }
        break;
    }
    default: break;
    }
    return place_of_value(lower, expression, type);
}
