/*
 * Initialisers. libclang shows their syntactic form, so that designators, brace elision and
 * ranges are resolved here, over the record layouts of the ir. Objects with static storage
 * become ir_init rows (vector tables, tables of function pointers, constants); locals become
 * stores, after one store of zero for the members that are not named.
 */
#include "frontend/lower.h"

#include "core/notice.h"
#include "frontend/lower_cxx.h"

#include <string.h>

enum { STATIC_INTEGERS_MAX = 4096 }; /* an array of constants longer than this is a font or a table of data */

struct slot {
    struct ir_place place; /* locals */
    uint32_t offset;       /* static objects: bytes */
    uint32_t type;
};

struct walk {
    struct lower *lower;
    bool is_static;
    uint32_t sym; /* static objects */
    uint32_t integers;
    bool needs_code; /* static objects: not all of it is constant */
    struct cursors list;
    uint32_t next;
};

static void walk_list(struct walk *walk, const struct slot *slot, CXCursor list);

static const struct ir_type *type_of(const struct walk *walk, uint32_t type)
{
    return &walk->lower->unit->types.data[type];
}

static bool is_aggregate(const struct walk *walk, uint32_t type)
{
    uint32_t kind = type_of(walk, type)->kind;
    return kind == IR_TYPE_RECORD || kind == IR_TYPE_ARRAY;
}

static struct slot field_slot(struct walk *walk, const struct slot *outer, uint32_t index)
{
    const struct ir_type *record = type_of(walk, outer->type);
    struct ir_field field = walk->lower->unit->fields.data[record->field + index];
    struct slot slot = *outer;
    slot.offset = outer->offset + field.bit_offset / 8;
    slot.type = field.type;
    if (!walk->is_static) {
        struct ir_step step = {.kind = IR_STEP_FIELD,
                               .name = field.name,
                               .offset = field.bit_offset / 8,
                               .size = record->size,
                               .record = outer->type};
        lower_place_step(walk->lower, &slot.place, &step, field.type);
    }
    if (field.bit_width) {
        slot.place.flags |= IR_PLACE_BITFIELD;
        slot.place.bit_offset = field.bit_offset;
        slot.place.bit_width = field.bit_width;
    }
    return slot;
}

static struct slot element_slot(struct walk *walk, const struct slot *outer, uint32_t index, uint32_t loc)
{
    struct slot slot = *outer;
    slot.type = type_of(walk, outer->type)->element;
    uint32_t size = type_of(walk, slot.type)->size;
    slot.offset = outer->offset + index * size;
    if (!walk->is_static) {
        uint32_t at = lower_emit_const(walk->lower, index, lower_type_int(walk->lower), loc);
        struct ir_step step = {.kind = IR_STEP_INDEX, .offset = at, .size = size, .record = IR_NONE};
        lower_place_step(walk->lower, &slot.place, &step, slot.type);
    }
    return slot;
}

/* ---- addresses in static initialisers --------------------------------------------- */

static bool static_address(struct walk *walk, CXCursor expression, uint32_t *sym, int64_t *offset);

static bool static_lvalue(struct walk *walk, CXCursor expression, uint32_t *sym, int64_t *offset)
{
    struct lower *lower = walk->lower;
    expression = lower_strip_parens(expression);
    if (expression.kind == CXCursor_DeclRefExpr) {
        CXCursor declaration = clang.getCursorReferenced(expression);
        if (declaration.kind != CXCursor_VarDecl && !lower_is_function(declaration.kind)) {
            return false;
        }
        *sym = lower_sym(lower, declaration);
        *offset = 0;
        return true;
    }
    struct cursors children = lower_children(lower, expression);
    if (expression.kind == CXCursor_CompoundLiteralExpr && children.count) {
        *sym = lower_temp(lower, lower_type_complete(lower, clang.getCursorType(expression)));
        lower->unit->syms.data[*sym].kind = IR_SYM_STATIC;
        lower->unit->syms.data[*sym].flags |= IR_SYM_DEFINED;
        *offset = 0;
        lower_static_init(lower, *sym, children.data[children.count - 1]);
        return true;
    }
    if (expression.kind == CXCursor_MemberRefExpr && children.count) {
        CXType base = clang.getCanonicalType(clang.getCursorType(children.data[0]));
        bool arrow = base.kind == CXType_Pointer;
        CXType record = arrow ? clang.getCanonicalType(clang.getPointeeType(base)) : base;
        long long bits = lower_field_offset(record, clang.getCursorReferenced(expression));
        if (bits < 0 || !(arrow ? static_address : static_lvalue)(walk, children.data[0], sym, offset)) {
            return false;
        }
        *offset += bits / 8;
        return true;
    }
    int64_t index;
    if (expression.kind == CXCursor_ArraySubscriptExpr && children.count == 2 &&
        lower_constant(walk->lower, children.data[1], &index) &&
        static_address(walk, children.data[0], sym, offset)) {
        uint32_t type = lower_type(lower, clang.getCursorType(expression));
        *offset += index * type_of(walk, type)->size;
        return true;
    }
    return false;
}

static bool static_address(struct walk *walk, CXCursor expression, uint32_t *sym, int64_t *offset)
{
    expression = lower_strip_parens(expression);
    struct cursors children = lower_children(walk->lower, expression);
    if (lower_is_place(walk->lower, expression) || expression.kind == CXCursor_DeclRefExpr) {
        return static_lvalue(walk, expression, sym, offset); /* an array or function that decays */
    }
    if (expression.kind == CXCursor_UnexposedExpr || expression.kind == CXCursor_CStyleCastExpr ||
        (expression.kind >= CXCursor_CXXStaticCastExpr &&
         expression.kind <= CXCursor_CXXFunctionalCastExpr)) {
        CXCursor child = children.count ? children.data[children.count - 1] : expression;
        int kind = clang.getCanonicalType(clang.getCursorType(child)).kind;
        bool reads = walk->lower->cxx && kind != CXType_ConstantArray && kind != CXType_IncompleteArray &&
                     kind != CXType_FunctionProto && lower_is_place(walk->lower, child);
        return children.count && !reads && static_address(walk, child, sym, offset);
    }
    if (expression.kind == CXCursor_UnaryOperator &&
        clang.getCursorUnaryOperatorKind(expression) == CXUnaryOperator_AddrOf) {
        return children.count == 1 && static_lvalue(walk, children.data[0], sym, offset);
    }
    int64_t delta;
    if (expression.kind == CXCursor_BinaryOperator && children.count == 2 &&
        lower_constant(walk->lower, children.data[1], &delta) &&
        static_address(walk, children.data[0], sym, offset)) {
        CXType element = clang.getPointeeType(clang.getCanonicalType(clang.getCursorType(expression)));
        uint32_t size =
            element.kind == CXType_Invalid ? 1 : type_of(walk, lower_type(walk->lower, element))->size;
        int64_t sign = clang.getCursorBinaryOperatorKind(expression) == CXBinaryOperator_Sub ? -1 : 1;
        *offset += sign * delta * (size ? size : 1);
        return true;
    }
    int64_t condition;
    if (expression.kind == CXCursor_ConditionalOperator && children.count == 3 &&
        lower_constant(walk->lower, children.data[0], &condition)) {
        return static_address(walk, children.data[condition ? 1 : 2], sym, offset);
    }
    return false;
}

/* An integer, through the casts that make it a pointer. */
static bool static_integer(struct walk *walk, CXCursor expression, int64_t *value)
{
    while (!lower_constant(walk->lower, expression, value)) {
        expression = lower_strip_parens(expression);
        if (expression.kind != CXCursor_CStyleCastExpr && expression.kind != CXCursor_UnexposedExpr) {
            return false;
        }
        struct cursors children = lower_children(walk->lower, expression);
        if (!children.count) {
            return false;
        }
        expression = children.data[children.count - 1];
    }
    return true;
}

static CXCursor strip_conversions(struct walk *walk, CXCursor expression)
{
    for (;;) {
        expression = lower_strip_parens(expression);
        struct cursors children = lower_children(walk->lower, expression);
        if ((expression.kind != CXCursor_UnexposedExpr && expression.kind != CXCursor_CStyleCastExpr) ||
            !children.count) {
            return expression;
        }
        expression = children.data[children.count - 1];
    }
}

static void static_scalar(struct walk *walk, const struct slot *slot, CXCursor expression)
{
    struct lower *lower = walk->lower;
    if (slot->place.bit_width) {
        return; /* a part of a byte: rows hold whole ones */
    }
    struct ir_init init = {.sym = walk->sym,
                           .offset = slot->offset,
                           .size = type_of(walk, slot->type)->size,
                           .loc = lower_loc(lower, expression)};
    bool may_point =
        type_of(walk, slot->type)->kind == IR_TYPE_POINTER || init.size >= lower->unit->target.pointer_size;
    int64_t value;
    uint32_t sym;
    if (may_point && static_address(walk, expression, &sym, &value)) {
        init.kind = IR_INIT_ADDRESS;
        init.target = sym;
        lower->unit->syms.data[sym].flags |= IR_SYM_ADDRESS_TAKEN;
    } else if (static_integer(walk, expression, &value)) {
        if (++walk->integers > STATIC_INTEGERS_MAX) {
            return;
        }
        init.kind = IR_INIT_INT;
    } else if (may_point && strip_conversions(walk, expression).kind == CXCursor_StringLiteral) {
        init.kind = IR_INIT_STRING;
        value = 0;
    } else { /* floating point is never looked at */
        walk->needs_code |= type_of(walk, slot->type)->kind != IR_TYPE_FLOAT;
        return;
    }
    init.value = value;
    VEC_PUSH(&lower->unit->inits, init);
}

static uint32_t rvalue(struct lower *lower, CXCursor expression)
{
    if (!lower_is_place(lower, expression)) {
        return lower_value(lower, expression);
    }
    struct ir_place place = lower_place(lower, expression);
    uint32_t loc = lower_loc(lower, expression);
    bool is_array = lower->unit->types.data[place.type].kind == IR_TYPE_ARRAY;
    return is_array ? lower_emit_address(lower, &place, loc) : lower_emit_load(lower, &place, loc);
}

static void scalar(struct walk *walk, const struct slot *slot, CXCursor expression)
{
    if (walk->is_static) {
        static_scalar(walk, slot, expression);
        return;
    }
    uint32_t value = rvalue(walk->lower, expression);
    lower_emit_store(walk->lower, &slot->place, value, lower_loc(walk->lower, expression), IR_OP_INIT);
}

/* ---- lists ------------------------------------------------------------------------------ */

static uint32_t part_count(const struct walk *walk, uint32_t type)
{
    const struct ir_type *entry = type_of(walk, type);
    if (entry->kind == IR_TYPE_ARRAY) {
        return entry->count ? entry->count : UINT32_MAX;
    }
    if (entry->field == IR_NONE) {
        return 0;
    }
    return entry->flags & IR_TYPE_UNION ? entry->field_count != 0 : entry->field_count;
}

static struct slot part_slot(struct walk *walk, const struct slot *outer, uint32_t index, uint32_t loc)
{
    return type_of(walk, outer->type)->kind == IR_TYPE_ARRAY ? element_slot(walk, outer, index, loc)
                                                             : field_slot(walk, outer, index);
}

/* The path to a field by name, through anonymous records. Returns its index in `slot`'s record. */
static bool find_field(struct walk *walk, struct slot *slot, const char *name, uint32_t *index)
{
    const struct ir_type *record = type_of(walk, slot->type);
    if (record->kind != IR_TYPE_RECORD || record->field == IR_NONE) {
        return false;
    }
    uint32_t first = record->field;
    uint32_t count = record->field_count;
    for (uint32_t i = 0; i < count; i++) {
        const struct ir_field *field = &walk->lower->unit->fields.data[first + i];
        if (strcmp(ir_text(walk->lower->unit, field->name), name) == 0) {
            *slot = field_slot(walk, slot, i);
            *index = i;
            return true;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        if (walk->lower->unit->fields.data[first + i].name == 0) {
            struct slot inner = field_slot(walk, slot, i);
            uint32_t inner_index;
            if (find_field(walk, &inner, name, &inner_index)) {
                *slot = inner;
                *index = i;
                return true;
            }
        }
    }
    return false;
}

static void part(struct walk *walk, const struct slot *slot);

static void value_for(struct walk *walk, const struct slot *slot, CXCursor value)
{
    bool whole = !is_aggregate(walk, slot->type);
    if (!whole && value.kind != CXCursor_InitListExpr) {
        int kind = clang.getCanonicalType(clang.getCursorType(value)).kind;
        whole = kind == CXType_Record || lower_strip_parens(value).kind == CXCursor_StringLiteral;
    }
    if (value.kind == CXCursor_InitListExpr) {
        walk_list(walk, slot, value);
    } else if (walk->is_static && is_aggregate(walk, slot->type)) {
        walk->needs_code |= lower_strip_parens(value).kind != CXCursor_StringLiteral;
    } else if (whole && !(walk->lower->cxx && !walk->is_static &&
                          lower_cxx_construct(walk->lower, &slot->place, value))) {
        scalar(walk, slot, value);
    }
}

/* True for `.field = value` and `[index] = value`: an expression of type void with its designators. */
static bool is_designated(CXCursor child)
{
    return child.kind == CXCursor_UnexposedExpr && clang.getCursorType(child).kind == CXType_Void;
}

/* Fills what a designator names. Returns the index of the part after it. */
static uint32_t designated(struct walk *walk, const struct slot *outer, CXCursor child, uint32_t index)
{
    struct lower *lower = walk->lower;
    struct cursors children = lower_children(lower, child);
    struct slot slot = *outer;
    bool first = true;
    uint32_t loc = lower_loc(lower, child);
    for (uint32_t i = 0; i + 1 < children.count; i++) {
        CXCursor designator = children.data[i];
        uint32_t at = 0;
        if (designator.kind == CXCursor_MemberRef) {
            CXString name = clang.getCursorSpelling(designator);
            bool found = find_field(walk, &slot, clang.getCString(name), &at);
            clang.disposeString(name);
            if (!found) {
                return index + 1;
            }
        } else {
            int64_t position = 0;
            if (type_of(walk, slot.type)->kind != IR_TYPE_ARRAY ||
                !lower_constant(walk->lower, designator, &position)) {
                continue; /* the end of a GNU range: the first element speaks for all */
            }
            at = (uint32_t)position;
            slot = element_slot(walk, &slot, at, loc);
        }
        index = first ? at : index;
        first = false;
    }
    if (children.count) {
        value_for(walk, &slot, children.data[children.count - 1]);
    }
    return index + 1;
}

/* One part of an aggregate from the current list, with its braces or without. */
static void part(struct walk *walk, const struct slot *slot)
{
    CXCursor child = walk->list.data[walk->next];
    bool elided = is_aggregate(walk, slot->type) && child.kind != CXCursor_InitListExpr &&
                  clang.getCanonicalType(clang.getCursorType(child)).kind != CXType_Record &&
                  lower_strip_parens(child).kind != CXCursor_StringLiteral;
    if (!elided) {
        walk->next++;
        value_for(walk, slot, child);
        return;
    }
    uint32_t count = part_count(walk, slot->type);
    uint32_t start = walk->next;
    for (uint32_t i = 0; i < count && walk->next < walk->list.count; i++) {
        if (is_designated(walk->list.data[walk->next])) {
            break; /* belongs to the enclosing braces */
        }
        struct slot inner = part_slot(walk, slot, i, lower_loc(walk->lower, child));
        part(walk, &inner);
    }
    walk->next += walk->next == start; /* an empty record takes nothing: do not loop */
}

static void walk_list(struct walk *walk, const struct slot *slot, CXCursor list)
{
    struct lower *lower = walk->lower;
    struct cursors saved = walk->list;
    uint32_t saved_next = walk->next;
    walk->list = lower_children(lower, list);
    walk->next = 0;
    lower->depth++;
    uint32_t index = 0;
    uint32_t count = is_aggregate(walk, slot->type) ? part_count(walk, slot->type) : 1;
    while (walk->next < walk->list.count && lower->depth < LOWER_DEPTH_MAX) {
        CXCursor child = walk->list.data[walk->next];
        if (is_designated(child)) {
            walk->next++;
            index = designated(walk, slot, child, index);
        } else if (index >= count) {
            break;
        } else if (is_aggregate(walk, slot->type)) {
            struct slot inner = part_slot(walk, slot, index++, lower_loc(lower, child));
            part(walk, &inner);
        } else {
            walk->next++;
            index++;
            value_for(walk, slot, child);
        }
    }
    lower->depth--;
    walk->list = saved;
    walk->next = saved_next;
}

/* clang wraps some lists in conversions that change nothing. */
static CXCursor strip_to_list(struct lower *lower, CXCursor initializer)
{
    CXCursor at = lower_strip_parens(initializer);
    while (at.kind == CXCursor_UnexposedExpr || at.kind == CXCursor_CompoundLiteralExpr) {
        struct cursors children = lower_children(lower, at);
        if (!children.count) {
            return initializer;
        }
        at = lower_strip_parens(children.data[children.count - 1]);
    }
    return at.kind == CXCursor_InitListExpr ? at : initializer;
}

bool lower_static_init(struct lower *lower, uint32_t sym, CXCursor initializer)
{
    struct walk walk = {.lower = lower, .is_static = true, .sym = sym};
    struct slot slot = {.type = lower->unit->syms.data[sym].type};
    value_for(&walk, &slot, is_aggregate(&walk, slot.type) ? strip_to_list(lower, initializer) : initializer);
    return !walk.needs_code;
}

void lower_local_init(struct lower *lower, const struct ir_place *place, CXCursor initializer)
{
    struct walk walk = {.lower = lower};
    struct slot slot = {.place = *place, .type = place->type};
    if (initializer.kind == CXCursor_InitListExpr && is_aggregate(&walk, place->type)) {
        uint32_t loc = lower_loc(lower, initializer);
        uint32_t zero = lower_emit_const(lower, 0, lower_type_int(lower), loc);
        lower_emit_store(lower, place, zero, loc, IR_OP_INIT);
    }
    value_for(&walk, &slot, initializer);
}
