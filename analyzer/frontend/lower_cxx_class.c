/*
 * Classes: their bases and where those lie, their members, and which constructor and destructor
 * somebody wrote. libclang 19 does not say where a base lies; the Itanium ABI does: the first
 * base with virtual functions, or a pointer to them, then the bases in order, each aligned.
 */
#include "frontend/lower_cxx.h"

#include <string.h>

enum { DEPTH_MAX = 32 }; /* of bases and members: a class that contains itself is an error of the source */

static bool is_polymorphic(struct lower *lower, CXCursor record, int depth)
{
    struct cursors children = lower_children(lower, record);
    for (uint32_t i = 0; i < children.count; i++) {
        CXCursor child = children.data[i];
        bool is_method = child.kind == CXCursor_CXXMethod || child.kind == CXCursor_Destructor;
        if (is_method && clang.CXXMethod_isVirtual(child)) {
            return true;
        }
        if (child.kind == CXCursor_CXXBaseSpecifier && depth < DEPTH_MAX) {
            CXCursor base = clang.getTypeDeclaration(clang.getCanonicalType(clang.getCursorType(child)));
            if (is_polymorphic(lower, base, depth + 1)) {
                return true;
            }
        }
    }
    return false;
}

/* The declaration with the members: of an instantiated template its pattern. */
static CXCursor body_of(CXCursor record)
{
    CXCursor definition = clang.getCursorDefinition(record);
    record = clang.Cursor_isNull(definition) ? record : definition;
    CXCursor pattern = clang.getSpecializedCursorTemplate(record);
    return clang.Cursor_isNull(pattern) ? record : pattern;
}

uint32_t lower_cxx_bases(struct lower *lower, CXCursor record, struct lower_base **bases)
{
    struct cursors children = lower_children(lower, body_of(record));
    struct lower_base *list = ARENA_ARRAY(lower->arena, struct lower_base, children.count + 1);
    uint32_t count = 0;
    uint32_t primary = IR_NONE;
    for (uint32_t i = 0; i < children.count; i++) {
        CXType type = clang.getCanonicalType(clang.getCursorType(children.data[i]));
        if (children.data[i].kind == CXCursor_CXXBaseSpecifier && type.kind == CXType_Record) {
            bool first = primary == IR_NONE && is_polymorphic(lower, clang.getTypeDeclaration(type), 0);
            primary = first ? count : primary;
            list[count++].type = type;
        }
    }
    bool has_pointer = primary == IR_NONE && count && is_polymorphic(lower, body_of(record), 0);
    long long end = has_pointer ? lower->unit->target.pointer_size : 0;
    for (uint32_t turn = 0; turn <= count; turn++) { /* the primary base, then the others */
        uint32_t i = turn == 0 ? primary : turn - 1;
        if (i == IR_NONE || (turn && i == primary)) {
            continue;
        }
        long long align = clang.Type_getAlignOf(list[i].type);
        long long size = clang.Type_getSizeOf(list[i].type);
        align = align > 0 ? align : 1;
        end = (end + align - 1) / align * align;
        bool is_empty = size <= 1 && lower_cxx_fields(lower, list[i].type).count == 0;
        list[i].offset = is_empty ? 0 : (uint32_t)end;
        end += size > 0 && !is_empty ? size : 0;
    }
    *bases = list;
    return count;
}

static bool same_record(CXType a, CXType b)
{
    return clang.equalCursors(clang.getTypeDeclaration(a), clang.getTypeDeclaration(b));
}

static void step_to_base(struct lower *lower, struct ir_place *place, CXType from,
                         const struct lower_base *base)
{
    uint32_t record = lower_type_complete(lower, from);
    struct ir_step step = {.kind =
                               IR_STEP_FIELD, /* without a name: its members count as those of the class */
                           .offset = base->offset,
                           .size = lower->unit->types.data[record].size,
                           .record = record};
    lower_place_step(lower, place, &step, lower_type_complete(lower, base->type));
}

static bool to_base(struct lower *lower, struct ir_place *place, CXType from, CXType to, int depth)
{
    struct lower_base *bases;
    uint32_t count = depth < DEPTH_MAX ? lower_cxx_bases(lower, clang.getTypeDeclaration(from), &bases) : 0;
    for (uint32_t i = 0; i < count; i++) {
        struct ir_place at = *place;
        if (same_record(bases[i].type, to)) {
            step_to_base(lower, place, from, &bases[i]);
            return true;
        }
        step_to_base(lower, &at, from, &bases[i]);
        if (to_base(lower, &at, bases[i].type, to, depth + 1)) {
            *place = at;
            return true;
        }
    }
    return false;
}

bool lower_cxx_to_base(struct lower *lower, struct ir_place *place, CXType from, CXType to)
{
    from = clang.getCanonicalType(from);
    to = clang.getCanonicalType(to);
    return from.kind == CXType_Record && to.kind == CXType_Record && !same_record(from, to) &&
           to_base(lower, place, from, to, 0);
}

/* ---- members --------------------------------------------------------------------------- */

struct field_list {
    VEC(CXCursor) found;
};

static int collect_field(CXCursor cursor, CXClientData data)
{
    struct field_list *list = data;
    VEC_PUSH(&list->found, cursor);
    return 1; /* CXVisit_Continue */
}

struct cursors lower_cxx_fields(struct lower *lower, CXType record)
{
    struct field_list list = {0};
    CXType canonical = clang.getCanonicalType(record);
    if (canonical.kind == CXType_Record) {
        clang.Type_visitFields(canonical, collect_field, &list);
    }
    struct cursors fields = {.count = (uint32_t)list.found.count};
    fields.data = ARENA_ARRAY(lower->arena, CXCursor, fields.count + 1);
    if (fields.count) {
        memcpy(fields.data, list.found.data, fields.count * sizeof(CXCursor));
    }
    VEC_FREE(&list.found);
    return fields;
}

struct ir_place lower_cxx_field_place(struct lower *lower, const struct ir_place *place, CXType record,
                                      CXCursor field)
{
    uint32_t type = lower_type_complete(lower, record);
    long long offset = clang.Cursor_getOffsetOfField(field);
    struct ir_place at = *place;
    struct ir_step step = {.kind = IR_STEP_FIELD,
                           .name = lower_field_name(lower, field),
                           .offset = offset > 0 ? (uint32_t)(offset / 8) : 0,
                           .size = offset < 0 ? 0 : lower->unit->types.data[type].size,
                           .record = type};
    lower_place_step(lower, &at, &step, lower_type_complete(lower, clang.getCursorType(field)));
    if (clang.Cursor_isBitField(field)) {
        at.flags |= IR_PLACE_BITFIELD;
        at.bit_offset = offset > 0 ? (uint32_t)offset : 0;
        at.bit_width = (uint32_t)clang.getFieldDeclBitWidth(field);
    }
    return at;
}

/* ---- constructors and destructors -------------------------------------------------------- */

bool lower_cxx_is_written(CXCursor function)
{
    return !clang.CXXMethod_isDefaulted(function);
}

CXCursor lower_cxx_written(struct lower *lower, CXCursor record, int kind)
{
    for (size_t i = 0; i < lower->cxx->ends.count && kind == CXCursor_Destructor; i++) {
        if (clang.equalCursors(clang.getCursorSemanticParent(lower->cxx->ends.data[i]), record)) {
            return lower->cxx->ends.data[i];
        }
    }
    struct cursors children = lower_children(lower, body_of(record));
    for (uint32_t i = 0; i < children.count; i++) {
        CXCursor child = children.data[i];
        bool fits = kind == CXCursor_Destructor || clang.CXXConstructor_isDefaultConstructor(child);
        if (child.kind == kind && fits && lower_cxx_is_written(child)) {
            return child;
        }
    }
    return clang.getNullCursor();
}

/* The class of an object, or of the elements of an array of them; or an invalid type. */
static CXType object_class(CXType type)
{
    type = clang.getCanonicalType(type);
    while (type.kind == CXType_ConstantArray) {
        type = clang.getCanonicalType(clang.getArrayElementType(type));
    }
    return type;
}

static bool has_destructor(struct lower *lower, CXType type, int depth)
{
    type = object_class(type);
    if (type.kind != CXType_Record || depth > DEPTH_MAX) {
        return false;
    }
    CXCursor record = clang.getTypeDeclaration(type);
    if (!clang.Cursor_isNull(lower_cxx_written(lower, record, CXCursor_Destructor))) {
        return true;
    }
    struct lower_base *bases;
    uint32_t count = lower_cxx_bases(lower, record, &bases);
    for (uint32_t i = 0; i < count; i++) {
        if (has_destructor(lower, bases[i].type, depth + 1)) {
            return true;
        }
    }
    struct cursors fields = lower_cxx_fields(lower, type);
    for (uint32_t i = 0; i < fields.count; i++) {
        if (has_destructor(lower, clang.getCursorType(fields.data[i]), depth + 1)) {
            return true;
        }
    }
    return false;
}

bool lower_cxx_has_destructor(struct lower *lower, CXType type)
{
    return has_destructor(lower, type, 0);
}

void lower_cxx_cleanup_parts(struct lower *lower, const struct ir_place *place, CXType type, uint32_t loc)
{
    struct lower_base *bases;
    type = clang.getCanonicalType(type);
    uint32_t count = lower_cxx_bases(lower, clang.getTypeDeclaration(type), &bases);
    for (uint32_t i = 0; i < count; i++) {
        struct ir_place at = *place;
        step_to_base(lower, &at, type, &bases[i]);
        lower_cxx_cleanup(lower, &at, bases[i].type, loc);
    }
    struct cursors fields = lower_cxx_fields(lower, type);
    for (uint32_t i = 0; i < fields.count; i++) {
        if (lower_cxx_has_destructor(lower, clang.getCursorType(fields.data[i]))) {
            struct ir_place at = lower_cxx_field_place(lower, place, type, fields.data[i]);
            lower_cxx_cleanup(lower, &at, clang.getCursorType(fields.data[i]),
                              lower_loc(lower, fields.data[i]));
        }
    }
}

void lower_cxx_cleanup(struct lower *lower, const struct ir_place *place, CXType type, uint32_t loc)
{
    struct ir_place at = *place;
    if (!lower_cxx_has_destructor(lower, type)) {
        return;
    }
    for (type = clang.getCanonicalType(type); type.kind == CXType_ConstantArray;
         type = clang.getCanonicalType(clang.getArrayElementType(type))) {
        uint32_t first = lower_emit_const(lower, 0, lower_type_int(lower), loc); /* it speaks for all */
        uint32_t element = lower_type_complete(lower, clang.getArrayElementType(type));
        struct ir_step step = {.kind = IR_STEP_INDEX,
                               .offset = first,
                               .size = lower->unit->types.data[element].size,
                               .record = IR_NONE};
        lower_place_step(lower, &at, &step, element);
    }
    CXCursor destructor = lower_cxx_written(lower, clang.getTypeDeclaration(type), CXCursor_Destructor);
    if (clang.Cursor_isNull(destructor)) {
        lower_cxx_cleanup_parts(lower, &at, type, loc);
    } else {
        lower_cleanup_add(lower, &at, lower_sym(lower, destructor), loc);
    }
}
