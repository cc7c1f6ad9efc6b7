/*
 * A unit: declarations, symbols, attributes, and the order of the work. Functions of the main
 * file are lowered, and those of headers that they reach.
 */
#include "frontend/lower.h"

#include "core/notice.h"
#include "frontend/cxx_ends.h"
#include "frontend/lower_cxx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Declarations of functions and variables may stand in it. */
static bool lower_holds_code(const struct lower *lower, CXCursor cursor)
{
    return lower->cxx ? lower_is_container(cursor.kind) : cursor.kind == CXCursor_LinkageSpec;
}

/* ---- attributes ------------------------------------------------------------------ */

/*
 * An attribute may stand on any of several declarations, and libclang cannot list the
 * declarations of one entity: so all are collected before the bodies are lowered.
 */
static int find_attribute(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    if (cursor.kind >= CXCursor_FirstAttr && cursor.kind <= CXCursor_LastAttr &&
        cursor.kind != CXCursor_PackedAttr) {
        *(bool *)data = true;
        return CXChildVisit_Break;
    }
    return cursor.kind == CXCursor_CompoundStmt ? CXChildVisit_Break : CXChildVisit_Continue;
}

bool lower_has_attributes(CXCursor declaration)
{
    bool found = false;
    clang.visitChildren(declaration, find_attribute, &found);
    return found;
}

static int collect_attributes(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    struct lower *lower = data;
    if (!lower_is_function(cursor.kind) && cursor.kind != CXCursor_VarDecl) {
        return lower_holds_code(lower, cursor) ? CXChildVisit_Recurse : CXChildVisit_Continue;
    }
    if (lower->cxx) {
        lower_cxx_collect(lower, cursor);
    }
    if (!lower_has_attributes(cursor)) {
        return CXChildVisit_Continue;
    }
    const char *printed = lower_print_declaration(lower, cursor);
    uint64_t key = clang.hashCursor(clang.getCanonicalCursor(cursor));
    uint32_t old = map_get(&lower->attributes, key);
    const char *text =
        old == MAP_NONE ? printed : arena_printf(lower->arena, "%s %s", ir_text(lower->unit, old), printed);
    map_set(&lower->attributes, key, ir_string(&lower->build, text));
    return CXChildVisit_Continue;
}

/* The text in the parentheses after `name(`, without quotes; 0 if it is not there. */
static uint32_t attribute_argument(struct lower *lower, const char *attributes, const char *name)
{
    const char *at = strstr(attributes, name);
    if (!at) {
        return 0;
    }
    at += strlen(name);
    at += *at == '"';
    return ir_stringn(&lower->build, at, strcspn(at, "\")"));
}

/* clang prints __attribute__((weak)) and __attribute__((__weak__)); a name may hold the word as well. */
static bool is_attribute(const char *text, const char *at, size_t length)
{
    const char *end = at + length;
    if (*at == '_') { /* a keyword, _Noreturn */
        return (at == text || at[-1] == ' ') && *end == ' ';
    }
    if (at - text >= 2 && at[-1] == '_' && at[-2] == '_' && end[0] == '_' && end[1] == '_') {
        at -= 2;
        end += 2;
    }
    return at - text >= 2 && at[-1] == '(' && at[-2] == '(' && (*end == ')' || *end == '(');
}

static uint32_t attribute_flags(const char *text)
{
    static const struct {
        const char *word;
        uint32_t flag;
    } words[] = {
        {"weak", IR_SYM_WEAK},          {"naked", IR_SYM_NAKED}, {"interrupt", IR_SYM_INTERRUPT},
        {"signal", IR_SYM_INTERRUPT},   {"used", IR_SYM_USED},   {"noreturn", IR_SYM_NORETURN},
        {"_Noreturn", IR_SYM_NORETURN},
    };
    uint32_t flags = 0;
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        const char *word = words[i].word;
        for (const char *at = strstr(text, word); at; at = strstr(at + 1, word)) {
            flags |= is_attribute(text, at, strlen(word)) ? words[i].flag : 0;
        }
    }
    return flags;
}

static void set_attributes(struct lower *lower, struct ir_sym *sym, CXCursor canonical)
{
    uint32_t id = map_get(&lower->attributes, clang.hashCursor(canonical));
    if (id == MAP_NONE) {
        return;
    }
    const char *text = arena_strdup(lower->arena, ir_text(lower->unit, id));
    sym->attributes = id;
    sym->flags |= attribute_flags(text);
    sym->alias = attribute_argument(lower, text, "alias(");
    sym->section = attribute_argument(lower, text, "section(");
}

/* ---- symbols ------------------------------------------------------------------------ */

static void set_name(struct lower *lower, struct ir_sym *sym, CXCursor declaration, bool linked)
{
    if (lower->cxx && linked) {
        lower_cxx_name(lower, sym, declaration);
        return;
    }
    CXString mangled = linked ? clang.Cursor_getMangling(declaration) : clang.getCursorSpelling(declaration);
    const char *text = clang.getCString(mangled);
    /* An asm label is passed on with a leading \1. */
    text = text && text[0] == '\1' ? text + 1 : text;
    sym->name = ir_string(&lower->build, text ? text : "");
    clang.disposeString(mangled);
    if (linked && sym->name == 0) {
        set_name(lower, sym, declaration, false);
    }
}

static bool in_shim(struct lower *lower, CXCursor declaration)
{
    CXFile file = NULL;
    clang.getExpansionLocation(clang.getCursorLocation(declaration), &file, NULL, NULL, NULL);
    return lower_file_of(lower, file)->is_shim;
}

static void queue_body(struct lower *lower, uint32_t sym, CXCursor definition)
{
    if (map_get(&lower->queued, sym) == MAP_NONE) {
        map_set(&lower->queued, sym, 0);
        VEC_PUSH(&lower->pending, definition);
    }
}

static uint32_t add_sym(struct lower *lower, struct ir_sym *sym, CXCursor cursor)
{
    VEC_PUSH(&lower->unit->syms, *sym);
    VEC_PUSH(&lower->sym_cursors, cursor);
    return (uint32_t)lower->unit->syms.count - 1;
}

uint32_t lower_temp(struct lower *lower, uint32_t type)
{
    struct ir_sym sym = {.kind = IR_SYM_TEMP,
                         .type = type,
                         .loc = IR_NONE,
                         .function = lower->func ? lower->func->index : IR_NONE};
    return add_sym(lower, &sym, clang.getNullCursor());
}

/* Is the name known to other units? Not that of a lambda, or in a namespace without a name. */
static bool is_external(const struct lower *lower, CXCursor declaration)
{
    int linkage = clang.getCursorLinkage(declaration);
    return lower->cxx ? linkage == CXLinkage_External &&
                            !lower_cxx_is_closure(clang.getCursorSemanticParent(declaration))
                      : linkage != CXLinkage_Internal;
}

static uint32_t add_function(struct lower *lower, CXCursor canonical, CXCursor declaration)
{
    struct ir_sym sym = {
        .kind = IR_SYM_FUNCTION, .function = IR_NONE, .loc = lower_loc_point(lower, declaration)};
    sym.type = lower_type(lower, clang.getCursorType(declaration));
    set_name(lower, &sym, declaration, true);
    sym.flags |= is_external(lower, declaration) ? 0 : IR_SYM_INTERNAL;
    sym.flags |= clang.Cursor_isFunctionInlined(declaration) ? IR_SYM_INLINE : 0;
    sym.flags |= in_shim(lower, declaration) ? IR_SYM_SYSTEM : 0;
    set_attributes(lower, &sym, canonical);
    const struct macro_body *macro = lower_macro_body(lower, declaration);
    sym.name = macro ? ir_string(&lower->build, macro->name) : sym.name;
    const char *name = ir_text(lower->unit, sym.name);
    const char *type = ir_text(lower->unit, lower->unit->types.data[sym.type].name);
    if (strstr(type, "noreturn") || strcmp(name, "__builtin_unreachable") == 0 ||
        strcmp(name, "__builtin_trap") == 0) {
        sym.flags |= IR_SYM_NORETURN;
    }
    CXCursor definition = clang.getCursorDefinition(declaration);
    bool defined = !clang.Cursor_isNull(definition);
    sym.flags |= defined ? IR_SYM_DEFINED : 0;
    bool is_repeated = lower->cxx && defined && !(sym.flags & IR_SYM_INTERNAL) &&
                       ((sym.flags & IR_SYM_INLINE) || !lower_in_main(lower, definition) ||
                        !clang.Cursor_isNull(clang.getSpecializedCursorTemplate(declaration)));
    sym.flags |= is_repeated ? IR_SYM_WEAK : 0; /* any unit may bring it: C++ links one of them */
    uint32_t index = add_sym(lower, &sym, canonical);
    if (defined) {
        queue_body(lower, index, definition);
    }
    return index;
}

static uint32_t variable_kind(const struct lower *lower, CXCursor declaration, bool *is_local)
{
    int storage = clang.Cursor_getStorageClass(declaration);
    int parent = clang.getCursorSemanticParent(declaration).kind;
    *is_local = lower_is_function(parent);
    if (declaration.kind == CXCursor_ParmDecl) {
        *is_local = true;
        return IR_SYM_PARAM;
    }
    if (*is_local) {
        return storage == CX_SC_Static   ? IR_SYM_STATIC_LOCAL
               : storage == CX_SC_Extern ? IR_SYM_GLOBAL
                                         : IR_SYM_LOCAL;
    }
    return is_external(lower, declaration) ? IR_SYM_GLOBAL : IR_SYM_STATIC;
}

static uint32_t add_variable(struct lower *lower, CXCursor canonical, CXCursor declaration)
{
    bool is_local;
    struct ir_sym sym = {.kind = variable_kind(lower, declaration, &is_local),
                         .function = IR_NONE,
                         .loc = lower_loc_point(lower, declaration)};
    CXType type = clang.getCursorType(declaration);
    sym.type = sym.kind == IR_SYM_PARAM ? lower_type_value(lower, type) : lower_type_complete(lower, type);
    set_name(lower, &sym, declaration, sym.kind == IR_SYM_GLOBAL || sym.kind == IR_SYM_STATIC);
    if (is_local && sym.kind != IR_SYM_GLOBAL) {
        sym.function = lower->func ? lower->func->index : IR_NONE;
    }
    sym.flags |= clang.getCursorTLSKind(declaration) ? IR_SYM_THREAD_LOCAL : 0;
    sym.flags |= in_shim(lower, declaration) ? IR_SYM_SYSTEM : 0;
    sym.flags |= lower_is_stub(lower, declaration) ? IR_SYM_IMPLICIT : 0;
    bool is_static =
        sym.kind == IR_SYM_GLOBAL || sym.kind == IR_SYM_STATIC || sym.kind == IR_SYM_STATIC_LOCAL;
    CXCursor definition = clang.getCursorDefinition(declaration);
    if (is_static) {
        set_attributes(lower, &sym, canonical);
        /* A tentative definition (int x;) is no definition to clang's cursor, but has storage. */
        bool is_tentative = !lower->cxx && clang.Cursor_getStorageClass(declaration) != CX_SC_Extern;
        sym.flags |= !clang.Cursor_isNull(definition) || is_tentative ? IR_SYM_DEFINED : 0;
    }
    uint32_t index = add_sym(lower, &sym, canonical);
    map_set(&lower->sym_ids, clang.hashCursor(canonical), index);
    if (is_static && !clang.Cursor_isNull(definition)) {
        if (lower->unit->types.data[sym.type].count == 0) { /* int a[] = {...}: the definition knows */
            lower->unit->syms.data[index].type = lower_type_complete(lower, clang.getCursorType(definition));
        }
        CXCursor initializer = clang.Cursor_getVarDeclInitializer(definition);
        if (!clang.Cursor_isNull(initializer) && !lower_static_init(lower, index, initializer) &&
            lower->cxx) {
            lower_cxx_dynamic(lower, index, definition);
        }
    }
    return index;
}

uint32_t lower_sym(struct lower *lower, CXCursor declaration)
{
    CXCursor canonical = clang.getCanonicalCursor(declaration);
    uint64_t key = clang.hashCursor(canonical);
    for (;; key += 0x100000000u) { /* equal hashes of different cursors: probe beyond 32 bits */
        uint32_t index = map_get(&lower->sym_ids, key);
        if (index == MAP_NONE) {
            break;
        }
        if (clang.equalCursors(lower->sym_cursors.data[index], canonical)) {
            return index;
        }
    }
    map_set(&lower->sym_ids, key, (uint32_t)lower->unit->syms.count);
    uint32_t index = lower_is_function(declaration.kind) ? add_function(lower, canonical, declaration)
                                                         : add_variable(lower, canonical, declaration);
    map_set(&lower->sym_ids, key, index);
    return index;
}

struct name_search {
    const char *name;
    int kind;
    CXCursor found;
};

static int find_declared(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    struct name_search *search = data;
    if (cursor.kind != search->kind) {
        return cursor.kind == CXCursor_LinkageSpec ? CXChildVisit_Recurse : CXChildVisit_Continue;
    }
    CXString spelling = clang.getCursorSpelling(cursor);
    bool found = strcmp(clang.getCString(spelling), search->name) == 0;
    clang.disposeString(spelling);
    if (found) {
        search->found = cursor;
    }
    return found ? CXChildVisit_Break : CXChildVisit_Continue;
}

CXCursor lower_declared(struct lower *lower, int kind, const char *name)
{
    struct name_search search = {.name = name, .kind = kind, .found = clang.getNullCursor()};
    clang.visitChildren(clang.getTranslationUnitCursor(lower->tu), find_declared, &search);
    return search.found;
}

uint32_t lower_function_named(struct lower *lower, const char *name)
{
    uint32_t key = ir_string(&lower->build, name);
    uint32_t sym = map_get(&lower->function_names, key);
    if (sym == MAP_NONE) {
        CXCursor declared = lower_declared(lower, CXCursor_FunctionDecl, name);
        if (clang.Cursor_isNull(declared)) {
            return IR_NONE;
        }
        sym = lower_sym(lower, declared);
        map_set(&lower->function_names, key, sym);
    }
    return sym;
}

/* ---- functions -------------------------------------------------------------------------- */

struct body_search {
    CXCursor body;
    bool found;
};

static int find_body(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    struct body_search *search = data;
    if (cursor.kind == CXCursor_CompoundStmt) {
        search->body = cursor;
        search->found = true;
        return CXChildVisit_Break;
    }
    return CXChildVisit_Continue;
}

void lower_free_func(struct lower_func *func)
{
    VEC_FREE(&func->scopes);
    VEC_FREE(&func->cleanups);
    VEC_FREE(&func->targets);
    VEC_FREE(&func->labels);
    VEC_FREE(&func->cases);
    VEC_FREE(&func->asm_cursors);
    VEC_FREE(&func->for_cursors);
    VEC_FREE(&func->generic_cursors);
}

/* The object of a method is its first parameter. */
static void add_this(struct lower *lower, CXCursor method)
{
    bool has_object = method.kind != CXCursor_FunctionDecl && !clang.CXXMethod_isStatic(method);
    if (!has_object) {
        return;
    }
    CXType record = clang.getCursorType(clang.getCursorSemanticParent(method));
    struct ir_sym sym = {.kind = IR_SYM_PARAM,
                         .name = ir_string(&lower->build, "this"),
                         .type = lower_type_pointer(lower, lower_type_complete(lower, record)),
                         .function = lower->func->index,
                         .loc = lower_loc_point(lower, method)};
    lower->func->this_sym = add_sym(lower, &sym, clang.getNullCursor());
}

static void lower_function(struct lower *lower, CXCursor definition)
{
    struct body_search search = {.found = false};
    clang.visitChildren(definition, find_body, &search);
    if (!search.found) {
        return;
    }
    struct ir_unit *unit = lower->unit;
    uint32_t sym = lower_sym(lower, definition);
    struct lower_func func = {
        .index = (uint32_t)unit->funcs.count, .cursor = definition, .block = IR_NONE, .this_sym = IR_NONE};
    struct ir_func *entry = VEC_ADD(&unit->funcs);
    entry->sym = sym;
    lower->func = &func;
    unit->syms.data[sym].function = func.index;
    unit->syms.data[sym].flags |= IR_SYM_DEFINED;

    int params = clang.Cursor_getNumArguments(definition);
    uint32_t loc = lower_loc_point(lower, definition);
    uint32_t body_loc = lower_loc(lower, definition);
    uint32_t first_param = (uint32_t)unit->syms.count;
    add_this(lower, definition);
    for (int i = 0; i < params; i++) {
        lower_sym(lower, clang.Cursor_getArgument(definition, (unsigned)i));
    }
    uint32_t first_block = (uint32_t)unit->blocks.count;
    lower_body(lower, search.body);

    CXFile file = NULL;
    clang.getExpansionLocation(clang.getCursorLocation(definition), &file, NULL, NULL, NULL);
    const struct lower_file *source = lower_file_of(lower, file);
    bool in_main = lower_in_main(lower, definition);
    entry = &unit->funcs.data[func.index];
    entry->param = first_param;
    entry->param_count = (params > 0 ? (uint32_t)params : 0) + (func.this_sym != IR_NONE);
    entry->block = first_block;
    entry->block_count = (uint32_t)unit->blocks.count - first_block;
    entry->loc = loc;
    entry->body_loc = body_loc;
    entry->end_loc = lower_loc_end(lower, definition);
    entry->flags = (func.degraded ? IR_FUNC_DEGRADED : 0u) | (in_main ? 0u : IR_FUNC_HEADER) |
                   (source->is_shim ? IR_FUNC_SYSTEM : 0u) |
                   (lower_macro_body(lower, definition) ? IR_FUNC_MACRO_BODY : 0u);
    lower->func = NULL;
    lower_free_func(&func);
}

/* ---- the whole ---------------------------------------------------------------------------- */

/*
 * A function of a header that nothing here calls, but that sets the priority ceiling: it tells
 * how the kernel of this tree masks. The text decides only what is looked at; its ops decide
 * what it does.
 */
static bool sets_ceiling(struct lower *lower, CXCursor definition)
{
    CXFile file = NULL;
    unsigned start = 0, end = 0;
    CXSourceRange range = clang.getCursorExtent(definition);
    clang.getExpansionLocation(clang.getRangeStart(range), &file, NULL, NULL, &start);
    clang.getExpansionLocation(clang.getRangeEnd(range), NULL, NULL, NULL, &end);
    const struct lower_file *entry = lower_file_of(lower, file);
    for (unsigned i = start; entry->contents && i + 7 < end && end <= entry->size; i++) {
        if (strncasecmp(entry->contents + i, "basepri", 7) == 0) {
            return true;
        }
    }
    return false;
}

static int visit_declaration(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    struct lower *lower = data;
    if (lower_holds_code(lower, cursor)) {
        return CXChildVisit_Recurse;
    }
    if ((!lower_is_function(cursor.kind) && cursor.kind != CXCursor_VarDecl) ||
        (lower->cxx && cxx_is_end(cursor))) {
        return CXChildVisit_Continue;
    }
    bool in_main = lower_in_main(lower, cursor);
    bool aliased =
        map_get(&lower->attributes, clang.hashCursor(clang.getCanonicalCursor(cursor))) != MAP_NONE;
    if (lower_is_function(cursor.kind)) {
        bool defined = clang.isCursorDefinition(cursor) != 0;
        if ((in_main && (defined || aliased)) || (!in_main && defined && sets_ceiling(lower, cursor))) {
            lower_sym(lower, cursor);
        }
    } else if (in_main) {
        lower_sym(lower, cursor);
    }
    return CXChildVisit_Continue;
}

void lower_unit(struct lower *lower)
{
    CXCursor root = clang.getTranslationUnitCursor(lower->tu);
    clang.visitChildren(root, collect_attributes, lower);
    clang.visitChildren(root, visit_declaration, lower);
    for (size_t i = 0; i < lower->pending.count; i++) {
        lower_function(lower, lower->pending.data[i]);
    }
    if (lower->cxx) {
        size_t done = lower->pending.count;
        lower_cxx_start_code(lower);
        for (size_t i = done; i < lower->pending.count; i++) {
            lower_function(lower, lower->pending.data[i]);
        }
    }
}
