/*
 * Calls of C++: methods get their object first, references get addresses, arguments that are left
 * out are those of the declaration. A virtual call goes to each overrider of the unit: a branch on
 * a value that nobody knows joins them.
 */
#include "frontend/lower_cxx.h"

#include "base/str.h"

#include <string.h>

enum { OVERRIDERS_MAX = 16 }; /* more are called as one function without a body */

/* Of several functions of a name that clang could not choose from: the only one, or the first that fits. */
static CXCursor choose_overload(CXCursor set, int arguments)
{
    unsigned count = clang.getNumOverloadedDecls(set);
    for (unsigned i = 0; i < count; i++) {
        CXCursor candidate = clang.getOverloadedDecl(set, i);
        bool fits = count == 1 || clang.Cursor_getNumArguments(candidate) == arguments;
        if (fits && lower_is_function(candidate.kind)) {
            return candidate;
        }
    }
    return clang.getNullCursor();
}

static CXCursor callee_expression(struct lower *lower, CXCursor call)
{
    struct cursors children = lower_children(lower, call);
    return children.count ? lower_strip_parens(children.data[0]) : clang.getNullCursor();
}

/* What the callee of a call with so many arguments names, or the null cursor. */
static CXCursor named_function(CXCursor named, int arguments)
{
    bool names = named.kind == CXCursor_DeclRefExpr || named.kind == CXCursor_MemberRefExpr;
    CXCursor found = names ? clang.getCursorReferenced(named) : clang.getNullCursor();
    return found.kind == CXCursor_OverloadedDeclRef ? choose_overload(found, arguments)
           : lower_is_function(found.kind)          ? found
                                                    : clang.getNullCursor();
}

/* What a call names, also where an error elsewhere in it kept clang from saying so. */
static CXCursor callee_of(struct lower *lower, CXCursor call)
{
    CXCursor callee = clang.getCursorReferenced(call);
    return clang.Cursor_isNull(callee)
               ? named_function(callee_expression(lower, call), clang.Cursor_getNumArguments(call))
               : callee;
}

/* The type of the function that a call names or points at. */
static CXType function_type(struct lower *lower, CXCursor call)
{
    CXCursor callee = callee_of(lower, call);
    if (lower_is_function(callee.kind)) {
        return clang.getCanonicalType(clang.getCursorType(callee));
    }
    struct cursors children = lower_children(lower, call);
    if (!children.count) {
        return (CXType){.kind = CXType_Invalid};
    }
    CXType type = clang.getCanonicalType(clang.getCursorType(children.data[0]));
    CXType pointee = clang.getCanonicalType(clang.getPointeeType(type));
    return pointee.kind == CXType_FunctionProto || pointee.kind == CXType_FunctionNoProto ? pointee : type;
}

CXType lower_cxx_result(struct lower *lower, CXCursor call)
{
    CXType type = function_type(lower, call);
    bool is_known = type.kind == CXType_FunctionProto || type.kind == CXType_FunctionNoProto;
    return is_known ? clang.getResultType(type) : clang.getCursorType(call);
}

/* ---- arguments -------------------------------------------------------------------------- */

static bool is_left_out(struct lower *lower, CXCursor argument)
{
    return argument.kind == CXCursor_UnexposedExpr && lower_children(lower, argument).count == 0;
}

/* What stands for an argument that is left out, or the null cursor where clang does not show it. */
static CXCursor default_of(CXCursor callee, unsigned index)
{
    CXCursor declarations[] = {callee, clang.getCanonicalCursor(callee), clang.getCursorDefinition(callee)};
    for (size_t i = 0; i < sizeof(declarations) / sizeof(*declarations); i++) {
        CXCursor parameter = clang.Cursor_isNull(declarations[i])
                                 ? declarations[i]
                                 : clang.Cursor_getArgument(declarations[i], index);
        CXCursor value =
            clang.Cursor_isNull(parameter) ? parameter : clang.Cursor_getVarDeclInitializer(parameter);
        if (!clang.Cursor_isNull(value)) {
            return value;
        }
    }
    return clang.getNullCursor();
}

static uint32_t argument_value(struct lower *lower, CXCursor argument, CXCursor callee, unsigned index)
{
    CXCursor parameter = clang.Cursor_isNull(callee) ? callee : clang.Cursor_getArgument(callee, index);
    CXType type = clang.getCursorType(clang.Cursor_isNull(parameter) ? argument : parameter);
    uint32_t loc = lower_loc(lower, argument);
    if (!clang.Cursor_isNull(callee) && is_left_out(lower, argument)) {
        argument = default_of(callee, index);
        if (clang.Cursor_isNull(argument)) {
            struct ir_place unknown =
                lower_place_sym(lower, lower_temp(lower, lower_type_value(lower, type)));
            return lower_emit_load(lower, &unknown, loc);
        }
    }
    return lower_is_reference(type) ? lower_cxx_bind(lower, argument) : lower_argument(lower, argument);
}

struct lower_operands lower_cxx_arguments(struct lower *lower, CXCursor call, CXCursor callee, int skip,
                                          uint32_t first)
{
    int count = clang.Cursor_getNumArguments(call);
    struct lower_operands operands = {0};
    operands.data = ARENA_ARRAY(lower->arena, uint32_t, (count > 0 ? (uint32_t)count : 0) + 2);
    if (first != IR_NONE) {
        operands.data[operands.count++] = first;
    }
    for (int i = skip; i < count; i++) {
        CXCursor argument = clang.Cursor_getArgument(call, (unsigned)i);
        operands.data[operands.count++] = argument_value(lower, argument, callee, (unsigned)(i - skip));
    }
    return operands;
}

/* ---- objects ------------------------------------------------------------------------------ */

static int find_qualifier(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    *(bool *)data |= cursor.kind == CXCursor_TypeRef;
    return CXChildVisit_Continue;
}

/* The object that a method is called for: its address, seen as the method's class. */
static uint32_t object_address(struct lower *lower, CXCursor member, CXCursor method, bool *is_exact)
{
    uint32_t loc = lower_loc(lower, member);
    struct cursors children = lower_children(lower, member);
    CXCursor base = clang.getNullCursor();
    for (uint32_t i = 0; i < children.count; i++) {
        base = lower_is_expression(children.data[i]) ? children.data[i] : base;
    }
    CXType wanted = clang.getCanonicalType(clang.getCursorType(clang.getCursorSemanticParent(method)));
    CXType type;
    struct ir_place place;
    *is_exact = false;
    clang.visitChildren(member, find_qualifier, is_exact);
    if (clang.Cursor_isNull(base)) {
        type = lower_cxx_this_class(lower);
        uint32_t self = lower_cxx_this(lower, loc);
        place = lower_place_deref(lower, self, lower_type_complete(lower, type));
    } else {
        type = clang.getCanonicalType(clang.getCursorType(base));
        if (type.kind == CXType_Record) {
            place = lower_place(lower, base);
            CXCursor named = lower_cxx_strip(lower, base);
            CXCursor variable = clang.getCursorReferenced(named);
            bool is_object = named.kind == CXCursor_DeclRefExpr || named.kind == CXCursor_MemberRefExpr;
            *is_exact |= is_object && lower_is_record(clang.getCursorType(variable));
        } else {
            type = clang.getCanonicalType(lower_pointee(type));
            place = lower_place_deref(lower, lower_value(lower, base), lower_type_complete(lower, type));
        }
    }
    lower_cxx_to_base(lower, &place, type, wanted);
    if (place.base == IR_BASE_DEREF && place.step_count == 0) {
        return place.root;
    }
    return lower_emit_address(lower, &place, loc);
}

/* ---- virtual calls --------------------------------------------------------------------------- */

struct targets {
    uint32_t syms[OVERRIDERS_MAX];
    uint32_t count;
    bool too_many;
};

static void collect_overriders(struct lower *lower, CXCursor method, struct targets *targets, int depth)
{
    CXCursor canonical = clang.getCanonicalCursor(method);
    CXCursor definition = clang.getCursorDefinition(method);
    bool is_pure = clang.Cursor_isNull(definition) && depth == 0;
    uint32_t sym = lower_sym(lower, method);
    for (uint32_t i = 0; i < targets->count; i++) {
        if (targets->syms[i] == sym) {
            return;
        }
    }
    if (targets->count == OVERRIDERS_MAX) {
        targets->too_many = true;
        return;
    }
    if (!is_pure) {
        targets->syms[targets->count++] = sym;
    }
    for (size_t i = 0; i < lower->cxx->overrides.count && depth < OVERRIDERS_MAX; i++) {
        if (clang.equalCursors(lower->cxx->overrides.data[i].overridden, canonical)) {
            collect_overriders(lower, lower->cxx->overrides.data[i].method, targets, depth + 1);
        }
    }
}

static uint32_t call_one_of(struct lower *lower, const struct targets *targets,
                            const struct lower_operands *operands, uint32_t type, uint32_t loc)
{
    bool has_value = lower->unit->types.data[type].kind != IR_TYPE_VOID;
    struct ir_place result = {0};
    if (has_value) {
        result = lower_place_sym(lower, lower_temp(lower, type));
    }
    uint32_t done = lower_block_new(lower);
    for (uint32_t i = 0; i < targets->count; i++) {
        uint32_t next = IR_NONE;
        if (i + 1 < targets->count) {
            uint32_t chosen = lower_block_new(lower);
            next = lower_block_new(lower);
            struct ir_place which = lower_place_sym(lower, lower_temp(lower, lower_type_int(lower)));
            lower_branch(lower, lower_emit_load(lower, &which, loc), chosen, next, loc);
            lower_block_start(lower, chosen);
        }
        uint32_t value =
            lower_emit_call(lower, targets->syms[i], 0, operands->data, operands->count, type, loc);
        if (has_value && lower->func->block != IR_NONE) {
            lower_emit_store(lower, &result, value, loc, 0);
        }
        lower_jump(lower, done, loc);
        if (next != IR_NONE) {
            lower_block_start(lower, next);
        }
    }
    lower_block_start(lower, done);
    return has_value ? lower_emit_load(lower, &result, loc) : lower_emit_const(lower, 0, type, loc);
}

/* ---- the whole --------------------------------------------------------------------------------- */

/* x = y of a class that has no operator of its own: the memory is copied. */
static bool is_plain_copy(CXCursor callee, CXCursor call)
{
    CXString name = clang.getCursorSpelling(callee);
    bool is_assignment = strcmp(clang.getCString(name), "operator=") == 0;
    clang.disposeString(name);
    return is_assignment && !lower_cxx_is_written(callee) && clang.Cursor_getNumArguments(call) == 2;
}

static uint32_t copy_object(struct lower *lower, CXCursor call)
{
    uint32_t loc = lower_loc(lower, call);
    struct ir_place to = lower_place(lower, clang.Cursor_getArgument(call, 0));
    uint32_t value = lower_value(lower, clang.Cursor_getArgument(call, 1));
    lower_emit_store(lower, &to, value, loc, 0);
    return lower_emit_address(lower, &to, loc); /* operator= returns a reference */
}

static uint32_t call_method(struct lower *lower, CXCursor call, CXCursor method)
{
    uint32_t loc = lower_loc(lower, call);
    CXCursor member = callee_expression(lower, call);
    bool is_member = member.kind == CXCursor_MemberRefExpr;
    bool is_static = method.kind == CXCursor_CXXMethod && clang.CXXMethod_isStatic(method);
    bool is_exact = true;
    uint32_t object = IR_NONE;
    int skip = 0;
    if (!is_member && !is_static) { /* an operator: the object is its first argument */
        skip = 1;
        object = lower_cxx_bind(lower, clang.Cursor_getArgument(call, 0));
    } else if (!is_static) {
        object = object_address(lower, member, method, &is_exact);
    }
    struct lower_operands operands = lower_cxx_arguments(lower, call, method, skip, object);
    uint32_t type = lower_type(lower, lower_cxx_result(lower, call));
    struct targets targets = {0};
    if (!is_exact && clang.CXXMethod_isVirtual(method)) {
        collect_overriders(lower, method, &targets, 0);
    }
    if (targets.count > 1 && !targets.too_many) {
        return call_one_of(lower, &targets, &operands, type, loc);
    }
    uint32_t target = targets.count == 1 ? targets.syms[0] : lower_sym(lower, method);
    return lower_emit_call(lower, target, 0, operands.data, operands.count, type, loc);
}

/* The closure of a lambda that captures nothing becomes a pointer to its function. */
static bool call_conversion(struct lower *lower, CXCursor call, CXCursor function, uint32_t *value)
{
    CXCursor record = clang.getCursorSemanticParent(function);
    if (!lower_cxx_is_closure(record)) {
        return false;
    }
    CXCursor body = lower_cxx_call_operator(lower, record);
    if (clang.Cursor_isNull(body)) {
        return false;
    }
    struct ir_place place = lower_place_sym(lower, lower_sym(lower, body));
    *value = lower_emit_address(lower, &place, lower_loc(lower, call));
    return true;
}

bool lower_cxx_recovered(struct lower *lower, CXCursor expression, const struct cursors *children,
                         uint32_t *value)
{
    CXCursor callee = named_function(lower_strip_parens(children->data[0]), (int)children->count - 1);
    if (callee.kind != CXCursor_FunctionDecl) {
        return false;
    }
    uint32_t *operands = ARENA_ARRAY(lower->arena, uint32_t, children->count);
    for (uint32_t i = 1; i < children->count; i++) {
        operands[i - 1] = lower_argument(lower, children->data[i]);
    }
    uint32_t type = lower_type(lower, clang.getResultType(clang.getCursorType(callee)));
    *value = lower_emit_call(lower, lower_sym(lower, callee), 0, operands, children->count - 1, type,
                             lower_loc(lower, expression));
    lower->func->degraded = true;
    return true;
}

static bool is_compilers(CXCursor callee)
{
    CXString spelling = clang.getCursorSpelling(callee);
    const char *name = clang.getCString(spelling);
    bool is = str_has_prefix(name, "__builtin_") || str_has_prefix(name, "__sync_") ||
              str_has_prefix(name, "__atomic_") || str_has_prefix(name, "__c11_atomic_");
    clang.disposeString(spelling);
    return is;
}

uint32_t lower_cxx_call(struct lower *lower, CXCursor call)
{
    CXCursor callee = callee_of(lower, call);
    uint32_t loc = lower_loc(lower, call);
    uint32_t value;
    if (callee.kind == CXCursor_FunctionDecl && is_compilers(callee)) {
        return lower_call(lower, call);
    }
    if (callee.kind == CXCursor_CXXMethod && is_plain_copy(callee, call)) {
        return copy_object(lower, call);
    }
    if (callee.kind == CXCursor_ConversionFunction && call_conversion(lower, call, callee, &value)) {
        return value;
    }
    if (callee.kind == CXCursor_Constructor) { /* a scalar has none */
        struct ir_place place = lower_cxx_temporary(lower, call);
        return lower_emit_load(lower, &place, loc);
    }
    if (callee.kind == CXCursor_FunctionDecl) {
        uint32_t target = lower_sym(lower, callee);
        if (lower_is_stub(lower, callee)) {
            lower->unit->syms.data[target].flags |= IR_SYM_IMPLICIT;
        }
        struct lower_operands operands = lower_cxx_arguments(lower, call, callee, 0, IR_NONE);
        uint32_t type = lower_type(lower, lower_cxx_result(lower, call));
        return lower_emit_call(lower, target, 0, operands.data, operands.count, type, loc);
    }
    if (lower_is_function(callee.kind)) {
        return call_method(lower, call, callee);
    }
    CXCursor pointer = callee_expression(lower, call);
    int kind = clang.Cursor_isNull(pointer) ? CXType_Invalid
                                            : clang.getCanonicalType(clang.getCursorType(pointer)).kind;
    if (kind != CXType_Pointer && kind != CXType_FunctionProto) { /* a member pointer, an unresolved name */
        return lower_unknown(lower, call, "a call whose function is not known");
    }
    uint32_t target = lower_value(lower, pointer);
    struct lower_operands operands = lower_cxx_arguments(lower, call, clang.getNullCursor(), 0, IR_NONE);
    uint32_t type = lower_type(lower, lower_cxx_result(lower, call));
    return lower_emit_call(lower, target, IR_OP_INDIRECT, operands.data, operands.count, type, loc);
}
