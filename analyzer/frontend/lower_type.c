/*
 * Types. One entry for each distinct clang type; the layout of a record is filled in when
 * something looks inside it, so that a pointer to a large record costs one entry.
 */
#include "frontend/lower.h"

#include <string.h>

static uint32_t type_add(struct lower *lower, const struct ir_type *type)
{
    VEC_PUSH(&lower->unit->types, *type);
    return (uint32_t)lower->unit->types.count - 1;
}

static uint32_t intern_type(struct lower *lower, uint64_t key, const struct ir_type *type)
{
    uint32_t id = map_get(&lower->type_ids, key);
    if (id == MAP_NONE) {
        id = type_add(lower, type);
        map_set(&lower->type_ids, key, id);
    }
    return id;
}

enum { KEY_INT = 1, KEY_VOID, KEY_UNKNOWN, KEY_BYTE, KEY_VOLATILE_BYTE, KEY_POINTER_BASE = 16 };

uint32_t lower_type_int(struct lower *lower)
{
    struct ir_type type = {.kind = IR_TYPE_INT,
                           .flags = IR_TYPE_SIGNED,
                           .size = 4,
                           .align = 4,
                           .name = ir_string(&lower->build, "int"),
                           .element = IR_NONE};
    return intern_type(lower, KEY_INT, &type);
}

uint32_t lower_type_byte(struct lower *lower, bool is_volatile)
{
    const char *name = is_volatile ? "volatile unsigned char" : "unsigned char";
    struct ir_type type = {.kind = IR_TYPE_INT,
                           .flags = is_volatile ? IR_TYPE_VOLATILE : 0u,
                           .size = 1,
                           .align = 1,
                           .name = ir_string(&lower->build, name),
                           .element = IR_NONE};
    return intern_type(lower, is_volatile ? KEY_VOLATILE_BYTE : KEY_BYTE, &type);
}

uint32_t lower_type_void(struct lower *lower)
{
    struct ir_type type = {
        .kind = IR_TYPE_VOID, .name = ir_string(&lower->build, "void"), .element = IR_NONE};
    return intern_type(lower, KEY_VOID, &type);
}

uint32_t lower_type_pointer(struct lower *lower, uint32_t element)
{
    uint32_t size = lower->unit->target.pointer_size;
    struct ir_type type = {.kind = IR_TYPE_POINTER,
                           .size = size,
                           .align = size,
                           .name = ir_string(&lower->build, "pointer"),
                           .element = element};
    return intern_type(lower, KEY_POINTER_BASE + ((uint64_t)element << 8), &type);
}

static uint32_t type_kind(int kind)
{
    if (kind == CXType_Void) {
        return IR_TYPE_VOID;
    }
    if ((kind >= CXType_Bool && kind <= CXType_Int128) || kind == CXType_Enum) {
        return IR_TYPE_INT;
    }
    if ((kind >= CXType_Float && kind <= CXType_LongDouble) || (kind >= CXType_Float128 && kind <= 40)) {
        return IR_TYPE_FLOAT;
    }
    switch (kind) {
    case CXType_Pointer:
    case CXType_LValueReference: /* a pointer that is followed wherever it is named */
    case CXType_RValueReference:
    case CXType_NullPtr:
    case CXType_BlockPointer: return IR_TYPE_POINTER;
    case CXType_Record: return IR_TYPE_RECORD;
    case CXType_FunctionNoProto:
    case CXType_FunctionProto: return IR_TYPE_FUNCTION;
    case CXType_ConstantArray:
    case CXType_IncompleteArray:
    case CXType_VariableArray: return IR_TYPE_ARRAY;
    case CXType_Complex:
    case CXType_MemberPointer:
    case CXType_Vector: return IR_TYPE_OTHER;
    default: return IR_TYPE_UNKNOWN;
    }
}

bool lower_is_reference(CXType type)
{
    int kind = clang.getCanonicalType(type).kind;
    return kind == CXType_LValueReference || kind == CXType_RValueReference;
}

static bool is_signed(CXType type)
{
    if (type.kind == CXType_Enum) {
        type = clang.getCanonicalType(clang.getEnumDeclIntegerType(clang.getTypeDeclaration(type)));
    }
    return type.kind > CXType_UInt128 && type.kind <= CXType_Int128;
}

/* Asking the size of what is no object type, or is never completed, crashes libclang 19 and 22. */
static uint32_t object_size(uint32_t kind, CXType type, bool alignment)
{
    if (type.kind == CXType_IncompleteArray) {
        CXType element = clang.getCanonicalType(clang.getArrayElementType(type));
        return alignment ? object_size(type_kind(element.kind), element, true) : 0;
    }
    if (kind == IR_TYPE_UNKNOWN || kind == IR_TYPE_VOID || kind == IR_TYPE_FUNCTION) {
        return 0;
    }
    long long size = alignment ? clang.Type_getAlignOf(type) : clang.Type_getSizeOf(type);
    return size > 0 && size < INT32_MAX ? (uint32_t)size : 0;
}

struct fields {
    struct lower *lower;
    VEC(struct ir_field) found;
};

/* libclang invents a name, with the path of the file, for a member that is an anonymous record. */
uint32_t lower_field_name(struct lower *lower, CXCursor field)
{
    CXType type = clang.getCanonicalType(clang.getCursorType(field));
    if (type.kind == CXType_Record && clang.Cursor_isAnonymousRecordDecl(clang.getTypeDeclaration(type))) {
        return 0;
    }
    CXString spelling = clang.getCursorSpelling(field);
    uint32_t name = ir_string(&lower->build, clang.getCString(spelling));
    clang.disposeString(spelling);
    return name;
}

/* Of a field whose type is written in place, only what stands behind it: the rest is of inner fields. */
static uint32_t field_attributes(struct lower *lower, CXCursor field)
{
    if (!lower_has_attributes(field)) {
        return 0;
    }
    const char *printed = lower_print_declaration(lower, field);
    const char *inner = strrchr(printed, '}');
    return ir_string(&lower->build, inner ? inner + 1 : printed);
}

static int visit_field(CXCursor cursor, CXClientData data)
{
    struct fields *fields = data;
    struct lower *lower = fields->lower;
    long long offset = clang.Cursor_getOffsetOfField(cursor);
    struct ir_field field = {
        .name = lower_field_name(lower, cursor),
        .type = lower_type_complete(lower, clang.getCursorType(cursor)),
        .bit_offset = offset > 0 ? (uint32_t)offset : 0,
        .bit_width = clang.Cursor_isBitField(cursor) ? (uint32_t)clang.getFieldDeclBitWidth(cursor) : 0,
        .attributes = field_attributes(lower, cursor),
    };
    if (field.name || !clang.Cursor_isBitField(cursor)) { /* an unnamed bit-field only moves the next one */
        VEC_PUSH(&fields->found, field);
    }
    return 1; /* CXVisit_Continue */
}

static void fill_record(struct lower *lower, uint32_t id, CXType type)
{
    struct fields fields = {.lower = lower};
    lower->unit->types.data[id].field = 0; /* guards against records that contain themselves by error */
    clang.Type_visitFields(type, visit_field, &fields);
    struct ir_type *record = &lower->unit->types.data[id];
    record->field = (uint32_t)lower->unit->fields.count;
    record->field_count = (uint32_t)fields.found.count;
    for (size_t i = 0; i < fields.found.count; i++) {
        VEC_PUSH(&lower->unit->fields, fields.found.data[i]);
    }
    VEC_FREE(&fields.found);
}

static void fill_element(struct lower *lower, uint32_t id, CXType type, bool complete)
{
    CXType element = {0};
    uint32_t count = 0;
    switch (type.kind) {
    case CXType_Pointer:
    case CXType_LValueReference:
    case CXType_RValueReference:
    case CXType_BlockPointer: element = clang.getPointeeType(type); break;
    case CXType_ConstantArray:
    case CXType_IncompleteArray:
    case CXType_VariableArray:
        element = clang.getArrayElementType(type);
        long long size = type.kind == CXType_ConstantArray ? clang.getArraySize(type) : 0;
        count = size > 0 && size < INT32_MAX ? (uint32_t)size : 0;
        break;
    case CXType_FunctionNoProto:
    case CXType_FunctionProto: element = clang.getResultType(type); break;
    default: return;
    }
    uint32_t element_id = complete && type_kind(type.kind) != IR_TYPE_POINTER
                              ? lower_type_complete(lower, element)
                              : lower_type(lower, element);
    struct ir_type *entry = &lower->unit->types.data[id];
    entry->element = element_id;
    entry->count = count;
    if (entry->kind == IR_TYPE_ARRAY) {
        /* clang may drop the element's qualifiers when it makes the array type canonical, or carry
         * them on the array alone: a qualifier on either level counts. */
        entry->flags |= lower->unit->types.data[element_id].flags & (IR_TYPE_VOLATILE | IR_TYPE_CONST);
    }
}

static uint32_t lower_new_type(struct lower *lower, CXType type, uint64_t key, bool complete)
{
    CXType canonical = clang.getCanonicalType(type);
    bool is_atomic = canonical.kind == CXType_Atomic;
    CXType object = is_atomic ? clang.getCanonicalType(clang.Type_getValueType(canonical)) : canonical;
    struct ir_type entry = {.kind = type_kind(object.kind), .element = IR_NONE, .field = IR_NONE};
    /* A record is known by its tag alone: it is the same one through a typedef and a qualifier. */
    CXString name =
        clang.getTypeSpelling(entry.kind == IR_TYPE_RECORD ? clang.getUnqualifiedType(object) : type);
    entry.name = ir_string(&lower->build, clang.getCString(name));
    clang.disposeString(name);
    entry.size = object_size(entry.kind, canonical, false);
    entry.align = object_size(entry.kind, canonical, true);
    if (lower_is_reference(object)) { /* libclang says the size of what it refers to */
        entry.size = entry.align = lower->unit->target.pointer_size;
    }
    bool is_const = clang.isConstQualifiedType(canonical) || clang.isConstQualifiedType(type);
    bool is_volatile = clang.isVolatileQualifiedType(canonical) || clang.isVolatileQualifiedType(type);
    entry.flags = (is_const ? IR_TYPE_CONST : 0u) | (is_volatile ? IR_TYPE_VOLATILE : 0u) |
                  (is_atomic ? IR_TYPE_ATOMIC : 0u) | (object.kind == CXType_Bool ? IR_TYPE_BOOL : 0u);
    if (entry.kind == IR_TYPE_INT && is_signed(object)) {
        entry.flags |= IR_TYPE_SIGNED;
    }
    if (entry.kind == IR_TYPE_RECORD && clang.getTypeDeclaration(object).kind == CXCursor_UnionDecl) {
        entry.flags |= IR_TYPE_UNION;
    }
    if (entry.kind == IR_TYPE_FUNCTION && object.kind == CXType_FunctionProto &&
        clang.isFunctionTypeVariadic(object)) {
        entry.flags |= IR_TYPE_VARIADIC;
    }
    uint32_t id = type_add(lower, &entry);
    map_set(&lower->type_ids, key, id); /* before the parts: a record may point at itself */
    fill_element(lower, id, object, complete);
    return id;
}

static uint32_t lower_type_as(struct lower *lower, CXType type, bool complete)
{
    if (type.kind == CXType_Invalid || type.kind == CXType_Unexposed) {
        CXType canonical = clang.getCanonicalType(type);
        if (type.kind == CXType_Invalid || canonical.kind == CXType_Unexposed) {
            struct ir_type unknown = {
                .kind = IR_TYPE_UNKNOWN, .element = IR_NONE, .name = ir_string(&lower->build, "unknown")};
            return intern_type(lower, KEY_UNKNOWN, &unknown);
        }
        type = canonical;
    }
    /* The address of a clang type, with its qualifiers in the low bits. */
    uint64_t key = (uint64_t)(uintptr_t)type.data[0] ^ 0x5a00000000000000u;
    uint32_t id = map_get(&lower->type_ids, key);
    if (id == MAP_NONE) {
        id = lower_new_type(lower, type, key, complete);
    }
    const struct ir_type *entry = &lower->unit->types.data[id];
    if (complete && entry->kind == IR_TYPE_RECORD && entry->field == IR_NONE) {
        CXType canonical = clang.getCanonicalType(type);
        fill_record(lower, id,
                    canonical.kind == CXType_Atomic ? clang.Type_getValueType(canonical) : canonical);
    } else if (complete && entry->kind == IR_TYPE_ARRAY && entry->element != IR_NONE) {
        lower_type_complete(lower, clang.getArrayElementType(clang.getCanonicalType(type)));
    }
    return id;
}

uint32_t lower_type(struct lower *lower, CXType type)
{
    return lower_type_as(lower, type, false);
}

uint32_t lower_type_complete(struct lower *lower, CXType type)
{
    return lower_type_as(lower, type, true);
}

CXType lower_pointee(CXType type)
{
    CXType canonical = clang.getCanonicalType(type);
    switch (type_kind(canonical.kind)) {
    case IR_TYPE_ARRAY: return clang.getArrayElementType(canonical);
    case IR_TYPE_FUNCTION: return canonical;
    default: return clang.getPointeeType(canonical);
    }
}

uint32_t lower_type_value(struct lower *lower, CXType type)
{
    uint32_t kind = type_kind(clang.getCanonicalType(type).kind);
    if (kind == IR_TYPE_ARRAY || kind == IR_TYPE_FUNCTION) {
        return lower_type_pointer(lower, lower_type(lower, lower_pointee(type)));
    }
    return lower_type(lower, type);
}
