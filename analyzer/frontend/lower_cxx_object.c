/*
 * Objects of class type: how an expression makes one in its place, without a copy, and what must
 * run where it ends. What the compiler writes by itself (constructors, copies, destructors of
 * members) is done here, where it would be called.
 */
#include "frontend/lower_cxx.h"

#include <string.h>

enum { DEPTH_MAX = 32 };

static CXCursor initializer_of(struct lower *lower, CXCursor field)
{
    struct cursors children = lower_children(lower, field);
    for (uint32_t i = children.count; i-- > 0;) {
        if (lower_is_expression(children.data[i]) && !clang.Cursor_isBitField(field)) {
            return children.data[i];
        }
    }
    return clang.getNullCursor();
}

/* Array bounds are expressions too: only what the initialiser of a scalar or class can be counts. */
static bool is_array(CXType type)
{
    return clang.getCanonicalType(type).kind == CXType_ConstantArray;
}

/* ---- what nobody wrote -------------------------------------------------------------------- */

static void call_constructor(struct lower *lower, const struct ir_place *place, CXCursor constructor,
                             const struct lower_operands *operands, uint32_t loc)
{
    uint32_t target = lower_sym(lower, constructor);
    lower_emit_call(lower, target, IR_OP_DISCARDED, operands->data, operands->count, lower_type_void(lower),
                    loc);
    (void)place;
}

static void default_field(struct lower *lower, const struct ir_place *place, CXCursor field, uint32_t loc)
{
    CXType type = clang.getCursorType(field);
    CXCursor initializer = is_array(type) ? clang.getNullCursor() : initializer_of(lower, field);
    if (!clang.Cursor_isNull(initializer)) {
        if (lower_is_reference(type)) {
            lower_emit_store(lower, place, lower_cxx_bind(lower, initializer), loc, IR_OP_INIT);
        } else {
            lower_local_init(lower, place, initializer);
        }
    } else if (lower_is_record(type)) {
        lower_cxx_default(lower, place, type, loc);
    }
}

void lower_cxx_default(struct lower *lower, const struct ir_place *place, CXType type, uint32_t loc)
{
    type = clang.getCanonicalType(type);
    CXCursor record = clang.getTypeDeclaration(type);
    if (type.kind != CXType_Record || lower->depth > LOWER_DEPTH_MAX / 2) {
        return;
    }
    CXCursor written = lower_cxx_written(lower, record, CXCursor_Constructor);
    if (!clang.Cursor_isNull(written)) {
        uint32_t address = lower_emit_address(lower, place, loc);
        struct lower_operands operands = {.data = &address, .count = 1};
        call_constructor(lower, place, written, &operands, loc);
        return;
    }
    lower->depth++;
    struct lower_base *bases;
    uint32_t count = lower_cxx_bases(lower, record, &bases);
    for (uint32_t i = 0; i < count; i++) {
        struct ir_place at = *place;
        lower_cxx_to_base(lower, &at, type, bases[i].type);
        lower_cxx_default(lower, &at, bases[i].type, loc);
    }
    struct cursors fields = lower_cxx_fields(lower, type);
    for (uint32_t i = 0; i < fields.count && record.kind != CXCursor_UnionDecl; i++) {
        struct ir_place at = lower_cxx_field_place(lower, place, type, fields.data[i]);
        default_field(lower, &at, fields.data[i], loc);
    }
    lower->depth--;
}

/* ---- expressions that make an object --------------------------------------------------------- */

/* Past the wrappers around a value that is made in its place: temporaries, casts to its own class. */
static CXCursor maker_of(struct lower *lower, CXCursor expression)
{
    for (;;) {
        expression = lower_cxx_strip(lower, expression);
        if (expression.kind != CXCursor_UnexposedExpr && expression.kind != CXCursor_CXXFunctionalCastExpr &&
            expression.kind != CXCursor_CXXStaticCastExpr && expression.kind != CXCursor_CStyleCastExpr) {
            return expression;
        }
        struct cursors children = lower_children(lower, expression);
        CXCursor child = clang.getNullCursor();
        for (uint32_t i = 0; i < children.count; i++) {
            child = lower_is_expression(children.data[i]) ? children.data[i] : child;
        }
        if (clang.Cursor_isNull(child) || lower_is_place(lower, expression)) {
            return expression;
        }
        expression = child;
    }
}

static void copy_into(struct lower *lower, const struct ir_place *place, CXCursor from, uint32_t loc)
{
    CXCursor source = lower_cxx_strip(lower, from);
    struct ir_place old = lower_place(lower, source);
    uint32_t value = lower_emit_load(lower, &old, loc);
    lower_emit_store(lower, place, value, loc, IR_OP_INIT);
}

static void make_by_constructor(struct lower *lower, const struct ir_place *place, CXCursor call,
                                CXCursor constructor)
{
    uint32_t loc = lower_loc(lower, call);
    struct ir_place at = *place;
    CXType type = clang.getCanonicalType(clang.getCursorType(call));
    while (is_array(type)) { /* the first element speaks for all */
        uint32_t first = lower_emit_const(lower, 0, lower_type_int(lower), loc);
        type = clang.getCanonicalType(clang.getArrayElementType(type));
        uint32_t element = lower_type_complete(lower, type);
        struct ir_step step = {.kind = IR_STEP_INDEX,
                               .offset = first,
                               .size = lower->unit->types.data[element].size,
                               .record = IR_NONE};
        lower_place_step(lower, &at, &step, element);
    }
    bool copies = clang.CXXConstructor_isCopyConstructor(constructor) ||
                  clang.CXXConstructor_isMoveConstructor(constructor);
    if (!lower_cxx_is_written(constructor) && copies && clang.Cursor_getNumArguments(call) == 1) {
        copy_into(lower, &at, clang.Cursor_getArgument(call, 0), loc);
    } else if (!lower_cxx_is_written(constructor)) {
        lower_cxx_default(lower, &at, type, loc);
    } else {
        uint32_t address = lower_emit_address(lower, &at, loc);
        struct lower_operands operands = lower_cxx_arguments(lower, call, constructor, 0, address);
        call_constructor(lower, &at, constructor, &operands, loc);
    }
}

/* Members that a list in braces does not name are made as their class says. */
static void make_by_list(struct lower *lower, const struct ir_place *place, CXCursor list)
{
    CXType type = clang.getCanonicalType(clang.getCursorType(list));
    struct cursors values = lower_children(lower, list);
    struct cursors fields = lower_cxx_fields(lower, type);
    uint32_t loc = lower_loc(lower, list);
    lower_local_init(lower, place, list);
    for (uint32_t i = values.count; i < fields.count; i++) {
        if (clang.getTypeDeclaration(type).kind != CXCursor_UnionDecl) {
            struct ir_place at = lower_cxx_field_place(lower, place, type, fields.data[i]);
            default_field(lower, &at, fields.data[i], loc);
        }
    }
}

static void make_by_choice(struct lower *lower, const struct ir_place *place, const struct cursors *parts,
                           uint32_t loc)
{
    uint32_t arms[2] = {lower_block_new(lower), lower_block_new(lower)};
    uint32_t done = lower_block_new(lower);
    lower_condition(lower, parts->data[0], arms[0], arms[1]);
    for (int i = 0; i < 2; i++) {
        lower_block_start(lower, arms[i]);
        uint32_t base = (uint32_t)lower->func->cleanups.count;
        if (!lower_cxx_construct(lower, place, parts->data[i + 1])) {
            copy_into(lower, place, parts->data[i + 1], loc);
        }
        lower_end_cleanups(lower, base);
        lower_jump(lower, done, loc);
    }
    lower_block_start(lower, done);
}

bool lower_cxx_construct(struct lower *lower, const struct ir_place *place, CXCursor expression)
{
    CXCursor maker = maker_of(lower, expression);
    CXType type = clang.getCursorType(maker);
    uint32_t loc = lower_loc(lower, maker);
    if (lower_is_place(lower, maker) || (!lower_is_record(type) && !is_array(type)) ||
        lower->depth > LOWER_DEPTH_MAX / 2) {
        return false;
    }
    switch (maker.kind) {
    case CXCursor_CallExpr: {
        CXCursor callee = clang.getCursorReferenced(maker);
        if (callee.kind == CXCursor_Constructor) {
            make_by_constructor(lower, place, maker, callee);
        } else if (clang.Cursor_isNull(callee) && lower_children(lower, maker).count == 1 &&
                   clang.Cursor_getNumArguments(maker) == 1) { /* a copy that is left out, before C++17 */
            CXCursor copied = clang.Cursor_getArgument(maker, 0);
            if (!lower_cxx_construct(lower, place, copied)) {
                copy_into(lower, place, copied, loc);
            }
        } else {
            uint32_t value = lower_cxx_call(lower, maker);
            lower_emit_store(lower, place, value, loc, IR_OP_INIT);
        }
        return true;
    }
    case CXCursor_LambdaExpr: lower_cxx_closure(lower, place, maker); return true;
    case CXCursor_InitListExpr:
        if (is_array(type)) {
            return false;
        }
        make_by_list(lower, place, maker);
        return true;
    case CXCursor_ConditionalOperator: {
        struct cursors parts = lower_children(lower, maker);
        if (parts.count == 3) {
            make_by_choice(lower, place, &parts, loc);
        }
        return parts.count == 3;
    }
    case CXCursor_BinaryOperator: {
        struct cursors sides = lower_children(lower, maker);
        bool is_comma = clang.getCursorBinaryOperatorKind(maker) == CXBinaryOperator_Comma;
        if (is_comma && sides.count == 2) {
            lower_effects(lower, sides.data[0]);
            return lower_cxx_construct(lower, place, sides.data[1]);
        }
        return false;
    }
    default: return false;
    }
}

struct ir_place lower_cxx_temporary(struct lower *lower, CXCursor expression)
{
    CXType type = clang.getCursorType(expression);
    uint32_t loc = lower_loc(lower, expression);
    struct ir_place place = lower_place_sym(lower, lower_temp(lower, lower_type_complete(lower, type)));
    CXCursor maker = maker_of(lower, expression);
    if (lower_is_place(lower, maker) && lower_is_record(clang.getCursorType(maker))) {
        struct ir_place old = lower_place(lower, maker);
        lower_emit_store(lower, &place, lower_emit_load(lower, &old, loc), loc, IR_OP_INIT);
    } else if (!lower_cxx_construct(lower, &place, expression)) {
        struct cursors children = lower_children(lower, maker);
        bool is_zero = maker.kind == CXCursor_UnexposedExpr && children.count == 0;
        uint32_t value = is_zero ? lower_emit_const(lower, 0, lower_type_int(lower), loc)
                                 : lower_unknown(lower, maker, "an object that is made in an unknown way");
        lower_emit_store(lower, &place, value, loc, IR_OP_INIT);
    }
    lower_cxx_cleanup(lower, &place, type, loc);
    return place;
}

/* ---- locals and results -------------------------------------------------------------------------- */

/* A temporary that a reference is bound to lives as long as the reference. */
static void bind_local(struct lower *lower, const struct ir_place *place, CXCursor initializer, uint32_t loc)
{
    CXCursor maker = lower_cxx_strip(lower, initializer);
    if (lower_is_record(clang.getCursorType(initializer)) && !lower_is_place(lower, maker)) {
        struct ir_place made = lower_cxx_temporary(lower, initializer);
        lower_emit_store(lower, place, lower_emit_address(lower, &made, loc), loc, IR_OP_INIT);
        return;
    }
    uint32_t base = (uint32_t)lower->func->cleanups.count;
    lower_emit_store(lower, place, lower_cxx_bind(lower, initializer), loc, IR_OP_INIT);
    lower_end_cleanups(lower, base);
}

void lower_cxx_local(struct lower *lower, CXCursor declaration, uint32_t sym)
{
    CXType type = clang.getCursorType(declaration);
    CXCursor initializer = clang.Cursor_getVarDeclInitializer(declaration);
    uint32_t loc = lower_loc(lower, declaration);
    struct ir_place place = lower_place_sym(lower, sym);
    if (lower_is_reference(type)) {
        if (!clang.Cursor_isNull(initializer)) {
            bind_local(lower, &place, initializer, loc);
        }
        return;
    }
    uint32_t base = (uint32_t)lower->func->cleanups.count;
    if (!clang.Cursor_isNull(initializer) && !lower_cxx_construct(lower, &place, initializer)) {
        lower_local_init(lower, &place, initializer);
    }
    lower_end_cleanups(lower, base);
    lower_cxx_cleanup(lower, &place, type, loc);
}

/* The destructor of a local that is returned does not run: the caller has the object. */
static void keep_returned(struct lower *lower, CXCursor result)
{
    CXCursor named = lower_cxx_strip(lower, result);
    if (named.kind == CXCursor_CallExpr && clang.Cursor_getNumArguments(named) == 1) {
        named = lower_cxx_strip(lower, clang.Cursor_getArgument(named, 0)); /* its move constructor */
    }
    CXCursor declaration = clang.getCursorReferenced(named);
    if (named.kind != CXCursor_DeclRefExpr || declaration.kind != CXCursor_VarDecl) {
        return;
    }
    uint32_t sym = lower_sym(lower, declaration);
    for (size_t i = 0; i < lower->func->cleanups.count; i++) {
        struct lower_cleanup *cleanup = &lower->func->cleanups.data[i];
        if (cleanup->place.base == IR_BASE_SYM && cleanup->place.root == sym) {
            cleanup->is_kept = true;
        }
    }
}

bool lower_cxx_result_in_place(struct lower *lower, CXCursor result, uint32_t *value)
{
    CXType type = clang.getResultType(clang.getCanonicalType(clang.getCursorType(lower->func->cursor)));
    uint32_t loc = lower_loc(lower, result);
    if (lower_is_reference(type)) {
        *value = lower_cxx_bind(lower, result);
        return true;
    }
    if (!lower_is_record(type)) {
        return false;
    }
    struct ir_place place = lower_place_sym(lower, lower_temp(lower, lower_type_complete(lower, type)));
    if (lower_cxx_has_destructor(lower, type)) {
        keep_returned(lower, result);
    }
    uint32_t base = (uint32_t)lower->func->cleanups.count;
    if (!lower_cxx_construct(lower, &place, result)) {
        copy_into(lower, &place, result, loc);
    }
    lower_end_cleanups(lower, base);
    *value = lower_emit_load(lower, &place, loc);
    return true;
}

/* ---- constructors and destructors ------------------------------------------------------------------ */

struct member_inits {
    struct cursors children;
};

/* The written initialiser of a member or base, or the null cursor. */
static CXCursor written_init(const struct member_inits *inits, CXCursor field, CXType base)
{
    for (uint32_t i = 0; i < inits->children.count; i++) {
        CXCursor child = inits->children.data[i];
        bool is_field = !clang.Cursor_isNull(field) && child.kind == CXCursor_MemberRef &&
                        i + 1 < inits->children.count &&
                        clang.equalCursors(clang.getCursorReferenced(child), field);
        bool is_base =
            clang.Cursor_isNull(field) && child.kind == CXCursor_CallExpr &&
            (i == 0 || inits->children.data[i - 1].kind != CXCursor_MemberRef) &&
            clang.equalCursors(clang.getTypeDeclaration(clang.getCanonicalType(clang.getCursorType(child))),
                               clang.getTypeDeclaration(base));
        if (is_field || is_base) {
            return inits->children.data[is_field ? i + 1 : i];
        }
    }
    return clang.getNullCursor();
}

static void construct_parts(struct lower *lower, CXCursor function, const struct ir_place *self, CXType type,
                            uint32_t loc)
{
    struct member_inits inits = {.children = lower_children(lower, function)};
    CXCursor delegated = written_init(&inits, clang.getNullCursor(), type);
    if (!clang.Cursor_isNull(delegated)) {
        lower_cxx_construct(lower, self, delegated);
        return;
    }
    struct lower_base *bases;
    uint32_t count = lower_cxx_bases(lower, clang.getTypeDeclaration(type), &bases);
    for (uint32_t i = 0; i < count; i++) {
        struct ir_place at = *self;
        lower_cxx_to_base(lower, &at, type, bases[i].type);
        CXCursor written = written_init(&inits, clang.getNullCursor(), bases[i].type);
        if (clang.Cursor_isNull(written) || !lower_cxx_construct(lower, &at, written)) {
            lower_cxx_default(lower, &at, bases[i].type, loc);
        }
    }
    struct cursors fields = lower_cxx_fields(lower, type);
    for (uint32_t i = 0; i < fields.count; i++) {
        CXCursor field = fields.data[i];
        struct ir_place at = lower_cxx_field_place(lower, self, type, field);
        CXCursor written = written_init(&inits, field, type);
        uint32_t base = (uint32_t)lower->func->cleanups.count;
        if (clang.Cursor_isNull(written)) {
            default_field(lower, &at, field, loc);
        } else if (lower_is_reference(clang.getCursorType(field))) {
            lower_emit_store(lower, &at, lower_cxx_bind(lower, written), loc, IR_OP_INIT);
        } else if (!lower_cxx_construct(lower, &at, written)) {
            lower_local_init(lower, &at, written);
        }
        lower_end_cleanups(lower, base);
    }
}

void lower_cxx_prologue(struct lower *lower, CXCursor function)
{
    if (function.kind != CXCursor_Constructor && function.kind != CXCursor_Destructor) {
        return;
    }
    uint32_t loc = lower_loc_point(lower, function);
    CXType type = lower_cxx_this_class(lower);
    struct ir_place self =
        lower_place_deref(lower, lower_cxx_this(lower, loc), lower_type_complete(lower, type));
    if (function.kind == CXCursor_Constructor) {
        construct_parts(lower, function, &self, type, loc);
    } else {
        lower_cxx_cleanup_parts(lower, &self, type, lower_loc_end(lower, function));
    }
}
