/*
 * Lambdas. The body is a method of the closure, lowered as any other; here are the captures.
 * libclang shows neither a captured `this` nor what [=] and [&] take: those are the variables of
 * the enclosing functions that the body names, in the order of its first uses, as clang adds them.
 */
#include "frontend/lower_cxx.h"

#include "base/str.h"
#include "core/notice.h"

bool lower_cxx_is_closure(CXCursor record)
{
    if (record.kind != CXCursor_ClassDecl) {
        return false;
    }
    CXString name = clang.getTypeSpelling(clang.getCursorType(record));
    const char *text = clang.getCString(name);
    bool is = text && (str_has_prefix(text, "(lambda at ") || str_has_prefix(text, "(anonymous lambda"));
    clang.disposeString(name);
    return is;
}

CXCursor lower_cxx_call_operator(struct lower *lower, CXCursor record)
{
    struct cursors children = lower_children(lower, record);
    for (uint32_t i = 0; i < children.count; i++) {
        if (children.data[i].kind == CXCursor_CXXMethod) {
            return children.data[i];
        }
    }
    return clang.getNullCursor();
}

struct free_variables {
    CXCursor body; /* the call operator */
    VEC(CXCursor) found;
};

static bool is_inside(CXCursor declaration, CXCursor function)
{
    CXCursor parent = clang.getCursorSemanticParent(declaration);
    for (int i = 0; i < 64 && !clang.Cursor_isNull(parent); i++) {
        if (clang.equalCursors(parent, function)) {
            return true;
        }
        parent = clang.getCursorSemanticParent(parent);
    }
    return false;
}

static void add_variable(struct free_variables *variables, CXCursor declaration)
{
    declaration = clang.getCanonicalCursor(declaration);
    for (size_t i = 0; i < variables->found.count; i++) {
        if (clang.equalCursors(variables->found.data[i], declaration)) {
            return;
        }
    }
    VEC_PUSH(&variables->found, declaration);
}

static int find_free(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    struct free_variables *variables = data;
    CXCursor declaration = clang.getCursorReferenced(cursor);
    bool is_variable = declaration.kind == CXCursor_VarDecl || declaration.kind == CXCursor_ParmDecl;
    if (cursor.kind == CXCursor_UnaryExpr) {
        return CXChildVisit_Continue; /* sizeof uses nothing */
    }
    if (cursor.kind == CXCursor_DeclRefExpr && is_variable) {
        bool is_local = lower_is_function(clang.getCursorSemanticParent(declaration).kind);
        int storage = clang.Cursor_getStorageClass(declaration);
        if (is_local && storage != CX_SC_Static && storage != CX_SC_Extern &&
            !is_inside(declaration, variables->body)) {
            add_variable(variables, declaration);
        }
    }
    return CXChildVisit_Recurse;
}

static bool is_pointer_to(CXType type, CXType record)
{
    type = clang.getCanonicalType(type);
    return type.kind == CXType_Pointer &&
           clang.equalCursors(clang.getTypeDeclaration(clang.getCanonicalType(clang.getPointeeType(type))),
                              clang.getTypeDeclaration(record));
}

/* Matches variables to the fields of the closure; one field more is that of `this`. */
static bool match_fields(struct lower *lower, struct lower_closure *closure, const struct cursors *fields,
                         const struct free_variables *variables)
{
    bool has_this = fields->count == variables->found.count + 1;
    if (!has_this && fields->count != variables->found.count) {
        return false;
    }
    closure->captures = ARENA_ARRAY(lower->arena, struct lower_capture, fields->count + 1);
    uint32_t next = 0;
    for (uint32_t i = 0; i < fields->count; i++) {
        CXType type = clang.getCursorType(fields->data[i]);
        bool last = next == variables->found.count;
        bool is_this = has_this && (last || is_pointer_to(type, lower_cxx_this_class(lower)));
        closure->captures[i].field = fields->data[i];
        closure->captures[i].variable = is_this ? clang.getNullCursor() : variables->found.data[next++];
        has_this &= !is_this;
        if (next > variables->found.count) {
            return false;
        }
    }
    closure->count = fields->count;
    return true;
}

static bool find_captures(struct lower *lower, CXCursor lambda, struct lower_closure *closure)
{
    CXType type = clang.getCanonicalType(clang.getCursorType(lambda));
    closure->record = clang.getTypeDeclaration(type);
    struct cursors fields = lower_cxx_fields(lower, type);
    struct free_variables variables = {.body = lower_cxx_call_operator(lower, closure->record)};
    struct cursors children = lower_children(lower, lambda);
    for (uint32_t i = 0; i < children.count; i++) {
        if (children.data[i].kind == CXCursor_VariableRef) {
            add_variable(&variables, clang.getCursorReferenced(children.data[i]));
        }
    }
    if (fields.count > variables.found.count) {
        clang.visitChildren(lambda, find_free, &variables);
    }
    bool matched = match_fields(lower, closure, &fields, &variables);
    VEC_FREE(&variables.found);
    return matched;
}

static void capture(struct lower *lower, const struct ir_place *place, CXType type,
                    const struct lower_capture *capture, uint32_t loc)
{
    struct ir_place at = lower_cxx_field_place(lower, place, type, capture->field);
    bool by_reference = lower_is_reference(clang.getCursorType(capture->field));
    if (clang.Cursor_isNull(capture->variable)) {
        lower_emit_store(lower, &at, lower_cxx_this(lower, loc), loc, IR_OP_INIT);
        return;
    }
    struct ir_place from;
    CXCursor parent = clang.getCursorSemanticParent(capture->variable);
    if (lower_cxx_is_closure(clang.getCursorSemanticParent(parent)) &&
        !clang.equalCursors(parent, lower->func->cursor)) { /* [x = expression] */
        CXCursor initializer = clang.Cursor_getVarDeclInitializer(capture->variable);
        if (clang.Cursor_isNull(initializer)) {
            return;
        }
        if (by_reference) {
            lower_emit_store(lower, &at, lower_cxx_bind(lower, initializer), loc, IR_OP_INIT);
        } else if (!lower_cxx_construct(lower, &at, initializer)) {
            lower_local_init(lower, &at, initializer);
        }
        return;
    }
    if (!lower_cxx_captured(lower, capture->variable, &from, loc)) {
        CXType declared = clang.getCursorType(capture->variable);
        from = lower_place_sym(lower, lower_sym(lower, capture->variable));
        if (lower_is_reference(declared)) {
            uint32_t pointer = lower_emit_load(lower, &from, loc);
            from = lower_place_deref(
                lower, pointer,
                lower_type_complete(lower, clang.getPointeeType(clang.getCanonicalType(declared))));
        }
    }
    uint32_t value =
        by_reference ? lower_emit_address(lower, &from, loc) : lower_emit_load(lower, &from, loc);
    lower_emit_store(lower, &at, value, loc, IR_OP_INIT);
}

void lower_cxx_closure(struct lower *lower, const struct ir_place *place, CXCursor lambda)
{
    struct lower_closure closure = {0};
    uint32_t loc = lower_loc(lower, lambda);
    CXType type = clang.getCanonicalType(clang.getCursorType(lambda));
    if (!find_captures(lower, lambda, &closure)) {
        ir_notice_add(&lower->build, NOTICE_DEGRADED, loc, "what this lambda captures is not understood");
        lower->unknown_ops++;
        lower->func->degraded = true;
    }
    VEC_PUSH(&lower->cxx->closures, closure);
    for (uint32_t i = 0; i < closure.count; i++) {
        capture(lower, place, type, &closure.captures[i], loc);
    }
    CXCursor body = lower_cxx_call_operator(lower, closure.record);
    if (!clang.Cursor_isNull(body)) {
        lower_sym(lower, body);
    }
}

bool lower_cxx_captured(struct lower *lower, CXCursor variable, struct ir_place *place, uint32_t loc)
{
    CXCursor record =
        lower->func ? clang.getCursorSemanticParent(lower->func->cursor) : clang.getNullCursor();
    const struct lower_closure *closure = NULL;
    if (clang.Cursor_isNull(record) || !lower_cxx_is_closure(record)) {
        return false;
    }
    for (size_t i = 0; i < lower->cxx->closures.count; i++) {
        if (clang.equalCursors(lower->cxx->closures.data[i].record, record)) {
            closure = &lower->cxx->closures.data[i];
        }
    }
    for (uint32_t i = 0; closure && i < closure->count; i++) {
        const struct lower_capture *capture = &closure->captures[i];
        bool same = clang.Cursor_isNull(variable)
                        ? clang.Cursor_isNull(capture->variable) != 0
                        : clang.equalCursors(capture->variable, clang.getCanonicalCursor(variable)) != 0;
        if (!same) {
            continue;
        }
        CXType type = clang.getCanonicalType(clang.getCursorType(record));
        struct ir_place self = lower_place_sym(lower, lower->func->this_sym);
        uint32_t pointer = lower_emit_load(lower, &self, loc);
        self = lower_place_deref(lower, pointer, lower_type_complete(lower, type));
        *place = lower_cxx_field_place(lower, &self, type, capture->field);
        CXType held = clang.getCursorType(capture->field);
        if (lower_is_reference(held)) {
            CXType object = clang.getPointeeType(clang.getCanonicalType(held));
            *place = lower_place_deref(lower, lower_emit_load(lower, place, loc),
                                       lower_type_complete(lower, object));
        }
        return true;
    }
    return false;
}
