/*
 * Units of C++: what a symbol is called, which methods override which, and the code that makes
 * objects with static storage. That code runs before main; no context is entered through it, so
 * that what it writes races with nothing, but the handlers that it registers are known.
 */
#include "frontend/lower_cxx.h"

#include "base/str.h"
#include "frontend/cxx_ends.h"

#include <string.h>

enum { NESTING_MAX = 32 }; /* of namespaces and classes around a name */

void lower_cxx_free(struct lower_cxx *cxx)
{
    VEC_FREE(&cxx->ends);
    VEC_FREE(&cxx->overrides);
    VEC_FREE(&cxx->closures);
    VEC_FREE(&cxx->dynamics);
}

bool lower_is_function(int kind)
{
    return kind == CXCursor_FunctionDecl || kind == CXCursor_CXXMethod || kind == CXCursor_Constructor ||
           kind == CXCursor_Destructor || kind == CXCursor_ConversionFunction;
}

bool lower_is_container(int kind)
{
    return kind == CXCursor_LinkageSpec || kind == CXCursor_Namespace || kind == CXCursor_StructDecl ||
           kind == CXCursor_UnionDecl || kind == CXCursor_ClassDecl;
}

/* ---- names ------------------------------------------------------------------------------------ */

static const char *spelling_of(struct lower *lower, CXCursor cursor)
{
    CXString spelling = clang.getCursorSpelling(cursor);
    const char *text = clang.getCString(spelling);
    const char *copy = arena_strdup(lower->arena, text ? text : "");
    clang.disposeString(spelling);
    return copy;
}

/* The qualified name: Uart::push. A lambda is one of its function: setup::lambda. */
static const char *qualified(struct lower *lower, CXCursor declaration)
{
    CXCursor parent = clang.getCursorSemanticParent(declaration);
    bool is_lambda = lower_cxx_is_closure(parent);
    const char *name = is_lambda ? "lambda" : spelling_of(lower, declaration);
    CXCursor at = is_lambda ? clang.getCursorSemanticParent(parent) : parent;
    for (int i = 0; i < NESTING_MAX && !clang.Cursor_isNull(at); i++) {
        bool counts = at.kind == CXCursor_Namespace || lower_is_container(at.kind) ||
                      at.kind == CXCursor_ClassTemplate || (is_lambda && lower_is_function(at.kind));
        if (lower_cxx_is_closure(at)) {
            at = clang.getCursorSemanticParent(at);
            continue;
        }
        const char *outer = counts && at.kind != CXCursor_LinkageSpec ? spelling_of(lower, at) : "";
        if (*outer && !strchr(outer, '(')) { /* an anonymous one has no name, or one in brackets */
            name = arena_printf(lower->arena, "%s::%s", outer, name);
        }
        at = clang.getCursorSemanticParent(at);
    }
    return name;
}

void lower_cxx_name(struct lower *lower, struct ir_sym *sym, CXCursor declaration)
{
    const char *shown = qualified(lower, declaration);
    const char *linked = shown;
    CXString mangled = {0};
    bool is_broken = clang.isInvalidDeclaration(declaration) != 0; /* libclang crashes on some of these */
    if (!is_broken) {
        mangled = clang.Cursor_getMangling(declaration);
        const char *text = clang.getCString(mangled);
        linked = text && *text ? text : shown;
        linked += *linked == '\1'; /* an asm label */
    }
    sym->name = ir_string(&lower->build, linked);
    sym->shown = strcmp(linked, shown) == 0 ? 0 : ir_string(&lower->build, shown);
    if (!is_broken) {
        clang.disposeString(mangled);
    }
}

/* ---- overriding --------------------------------------------------------------------------------- */

void lower_cxx_collect(struct lower *lower, CXCursor declaration)
{
    CXCursor *overridden = NULL;
    CXCursor destructor = cxx_is_end(declaration) ? cxx_end_destructor(declaration) : clang.getNullCursor();
    if (!clang.Cursor_isNull(destructor)) {
        VEC_PUSH(&lower->cxx->ends, destructor);
    }
    unsigned count = 0;
    if (declaration.kind != CXCursor_CXXMethod || !clang.CXXMethod_isVirtual(declaration)) {
        return;
    }
    clang.getOverriddenCursors(declaration, &overridden, &count);
    for (unsigned i = 0; i < count; i++) {
        struct lower_override entry = {.overridden = clang.getCanonicalCursor(overridden[i]),
                                       .method = clang.getCanonicalCursor(declaration)};
        VEC_PUSH(&lower->cxx->overrides, entry);
    }
    if (overridden) {
        clang.disposeOverriddenCursors(overridden);
    }
}

/* ---- objects with static storage -------------------------------------------------------------------- */

void lower_cxx_dynamic(struct lower *lower, uint32_t sym, CXCursor definition)
{
    struct lower_dynamic entry = {.sym = sym, .definition = definition};
    VEC_PUSH(&lower->cxx->dynamics, entry);
}

static void initialise(struct lower *lower, const struct lower_dynamic *entry)
{
    CXType type = clang.getCursorType(entry->definition);
    CXCursor initializer = clang.Cursor_getVarDeclInitializer(entry->definition);
    struct ir_place place = lower_place_sym(lower, entry->sym);
    uint32_t loc = lower_loc(lower, entry->definition);
    if (clang.Cursor_isNull(initializer)) {
        return;
    }
    if (lower_is_reference(type)) {
        lower_emit_store(lower, &place, lower_cxx_bind(lower, initializer), loc, IR_OP_INIT);
    } else if (!lower_cxx_construct(lower, &place, initializer)) {
        lower_local_init(lower, &place, initializer);
    }
    lower_end_cleanups(lower, 0);
}

void lower_cxx_start_code(struct lower *lower)
{
    struct ir_unit *unit = lower->unit;
    if (!lower->cxx->dynamics.count) {
        return;
    }
    uint32_t loc = lower_loc(lower, lower->cxx->dynamics.data[0].definition);
    struct ir_sym sym = {.kind = IR_SYM_FUNCTION,
                         .flags = IR_SYM_DEFINED | IR_SYM_INTERNAL,
                         .name = ir_string(&lower->build, "_GLOBAL__sub_I"),
                         .shown = ir_string(&lower->build, "static_initialisers"),
                         .type = lower_type_void(lower),
                         .function = (uint32_t)unit->funcs.count,
                         .loc = loc};
    struct lower_func func = {.index = (uint32_t)unit->funcs.count,
                              .cursor = clang.getNullCursor(),
                              .block = IR_NONE,
                              .this_sym = IR_NONE,
                              .was_printed = true};
    struct ir_func entry = {.sym = (uint32_t)unit->syms.count,
                            .block = (uint32_t)unit->blocks.count,
                            .param = (uint32_t)unit->syms.count,
                            .loc = loc,
                            .body_loc = loc,
                            .end_loc = loc};
    VEC_PUSH(&unit->syms, sym);
    VEC_PUSH(&lower->sym_cursors, clang.getNullCursor());
    VEC_PUSH(&unit->funcs, entry);
    lower->func = &func;
    lower_block_start(lower, lower_block_new(lower));
    for (size_t i = 0; i < lower->cxx->dynamics.count; i++) { /* one may add more: static locals of lambdas */
        struct lower_dynamic dynamic = lower->cxx->dynamics.data[i];
        initialise(lower, &dynamic);
    }
    lower_finish_body(lower, entry.block);
    unit->funcs.data[func.index].block_count = (uint32_t)unit->blocks.count - entry.block;
    unit->funcs.data[func.index].flags = func.degraded ? IR_FUNC_DEGRADED : 0u;
    lower->func = NULL;
    lower_free_func(&func);
}
