/*
 * Scopes and what must run where they end: the functions of __attribute__((cleanup)), and the
 * destructors of C++ objects. A stack of open cleanups; every exit emits those above its target.
 */
#include "frontend/lower.h"

#include "frontend/lower_cxx.h"

#include <string.h>

void lower_scope_push(struct lower *lower, CXCursor statement)
{
    struct lower_scope scope = {.cleanup_base = (uint32_t)lower->func->cleanups.count,
                                .compound = clang.hashCursor(statement)};
    VEC_PUSH(&lower->func->scopes, scope);
}

/* The calls of all cleanups above `base`, innermost first; they stay open. */
void lower_run_cleanups(struct lower *lower, uint32_t base)
{
    struct lower_func *func = lower->func;
    for (size_t i = func->cleanups.count; i-- > base && func->block != IR_NONE;) {
        struct lower_cleanup cleanup = func->cleanups.data[i];
        func->cleanups.data[i].is_kept = false;
        if (cleanup.is_kept) {
            continue;
        }
        struct ir_place place = cleanup.place;
        if (place.base == IR_BASE_DEREF) { /* a part of *this: its address is taken anew in each block */
            place.root = lower_cxx_this(lower, cleanup.loc);
        }
        uint32_t address = lower_emit_address(lower, &place, cleanup.loc);
        uint32_t first = (uint32_t)lower->unit->operands.count;
        VEC_PUSH(&lower->unit->operands, address);
        lower_emit(lower, (struct ir_op){.kind = IR_CALL,
                                         .flags = IR_OP_CLEANUP | IR_OP_DISCARDED,
                                         .loc = cleanup.loc,
                                         .type = lower_type_void(lower),
                                         .a = cleanup.function,
                                         .b = first,
                                         .c = 1});
    }
}

void lower_end_cleanups(struct lower *lower, uint32_t base)
{
    lower_run_cleanups(lower, base);
    if (lower->func->cleanups.count > base) {
        lower->func->cleanups.count = base;
    }
}

void lower_scope_pop(struct lower *lower)
{
    struct lower_func *func = lower->func;
    lower_end_cleanups(lower, func->scopes.data[--func->scopes.count].cleanup_base);
}

void lower_cleanup_add(struct lower *lower, const struct ir_place *place, uint32_t function, uint32_t loc)
{
    struct lower_cleanup cleanup = {.place = *place, .function = function, .loc = loc};
    VEC_PUSH(&lower->func->cleanups, cleanup);
}

/* ---- the attribute -------------------------------------------------------------------- */

/* The f of __attribute__((cleanup(f))) in a printed declaration, as a symbol; or IR_NONE. */
static uint32_t cleanup_function(struct lower *lower, CXCursor declaration)
{
    const char *text = strstr(lower_print_declaration(lower, declaration), "cleanup(");
    if (!text) {
        return IR_NONE;
    }
    text += strlen("cleanup(");
    return lower_function_named(lower, arena_strndup(lower->arena, text, strcspn(text, ")")));
}

static int find_attribute(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    bool is_attribute = cursor.kind >= CXCursor_FirstAttr && cursor.kind <= CXCursor_LastAttr;
    *(bool *)data |= is_attribute;
    return is_attribute ? CXChildVisit_Break : CXChildVisit_Continue;
}

void lower_cleanup_attribute(struct lower *lower, CXCursor declaration, uint32_t variable)
{
    bool has_attribute = false;
    clang.visitChildren(declaration, find_attribute, &has_attribute);
    uint32_t function = has_attribute ? cleanup_function(lower, declaration) : IR_NONE;
    if (function != IR_NONE) {
        struct ir_place place = lower_place_sym(lower, variable);
        lower_cleanup_add(lower, &place, function, lower_loc(lower, declaration));
    }
}
