/*
 * Statements → blocks. Every exit of a scope runs the cleanups that are open in it, innermost
 * first (lower_scope.c): falling out, break, continue, goto and return.
 */
#include "frontend/lower.h"

#include "core/notice.h"
#include "frontend/lower_cxx.h"

#include <string.h>

/* ---- blocks ------------------------------------------------------------------- */

uint32_t lower_block_new(struct lower *lower)
{
    struct ir_block *block = VEC_ADD(&lower->unit->blocks);
    block->value = IR_NONE;
    block->loc = IR_NONE;
    return (uint32_t)lower->unit->blocks.count - 1;
}

/* Falls into `block` if one is open. */
void lower_block_start(struct lower *lower, uint32_t block)
{
    if (lower->func->block != IR_NONE) {
        lower_jump(lower, block, IR_NONE);
    }
    lower->unit->blocks.data[block].op = (uint32_t)lower->unit->ops.count;
    lower->func->block = block;
}

static struct ir_block *terminate(struct lower *lower, enum ir_term term, uint32_t value, uint32_t loc)
{
    struct ir_block *block = &lower->unit->blocks.data[lower->func->block];
    block->term = term;
    block->value = value;
    block->loc = loc;
    block->succ = (uint32_t)lower->unit->edges.count;
    lower->func->block = IR_NONE;
    return block;
}

void lower_jump(struct lower *lower, uint32_t target, uint32_t loc)
{
    if (lower->func->block == IR_NONE) {
        return;
    }
    terminate(lower, IR_TERM_JUMP, IR_NONE, loc)->succ_count = 1;
    VEC_PUSH(&lower->unit->edges, (struct ir_edge){.block = target});
}

void lower_branch(struct lower *lower, uint32_t value, uint32_t if_true, uint32_t if_false, uint32_t loc)
{
    if (lower->func->block == IR_NONE) {
        return;
    }
    terminate(lower, IR_TERM_BRANCH, value, loc)->succ_count = 2;
    VEC_PUSH(&lower->unit->edges, (struct ir_edge){.block = if_true});
    VEC_PUSH(&lower->unit->edges, (struct ir_edge){.block = if_false});
}

/* ---- variables ------------------------------------------------------------------- */

static bool is_variably_modified(CXType type)
{
    for (;;) {
        type = clang.getCanonicalType(type);
        switch (type.kind) {
        case CXType_VariableArray: return true;
        case CXType_ConstantArray:
        case CXType_IncompleteArray: type = clang.getArrayElementType(type); break;
        case CXType_Pointer: type = clang.getPointeeType(type); break;
        default: return false;
        }
    }
}

/* The sizes of variable-length arrays are evaluated where a type is written. */
static void lower_array_sizes(struct lower *lower, CXCursor declaration)
{
    if (!is_variably_modified(clang.getCursorType(declaration))) {
        return;
    }
    struct cursors children = lower_children(lower, declaration);
    CXCursor initializer = clang.getNullCursor();
    if (declaration.kind == CXCursor_VarDecl) {
        initializer = clang.Cursor_getVarDeclInitializer(declaration);
    }
    for (uint32_t i = children.count; i-- > 0;) { /* libclang shows the innermost first */
        CXCursor child = children.data[i];
        bool is_expression = child.kind >= CXCursor_FirstExpr && child.kind <= CXCursor_LastExpr;
        int64_t size;
        if (is_expression && !clang.equalCursors(child, initializer) &&
            !lower_constant(lower, child, &size)) {
            lower_value(lower, child);
        }
    }
}

void lower_local_variable(struct lower *lower, CXCursor declaration)
{
    uint32_t sym = lower_sym(lower, declaration);
    const struct ir_sym *entry = &lower->unit->syms.data[sym];
    if (entry->kind != IR_SYM_LOCAL) {
        return; /* static local or extern: no code runs here */
    }
    CXCursor initializer = clang.Cursor_getVarDeclInitializer(declaration);
    lower_array_sizes(lower, declaration);
    if (lower->cxx) {
        lower_cxx_local(lower, declaration, sym);
    } else if (!clang.Cursor_isNull(initializer)) {
        struct ir_place place = lower_place_sym(lower, sym);
        lower_local_init(lower, &place, initializer);
    }
    lower_cleanup_attribute(lower, declaration, sym);
}

/* ---- jumps ------------------------------------------------------------------------ */

static struct lower_label *label_of(struct lower *lower, CXCursor cursor)
{
    struct lower_func *func = lower->func;
    for (size_t i = 0; i < func->labels.count; i++) {
        if (func->labels.data[i].cursor.data[1] == cursor.data[1]) { /* the statement's address */
            return &func->labels.data[i];
        }
    }
    uint32_t block = lower_block_new(lower);
    struct lower_label *label = VEC_ADD(&func->labels);
    label->cursor = cursor;
    label->block = block;
    label->cleanups = IR_NONE;
    return label;
}

struct label_search {
    struct lower_label *label;
    VEC(unsigned) path;
    bool found;
};

static int find_label(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    struct label_search *search = data;
    if (search->found) {
        return CXChildVisit_Break;
    }
    if (cursor.kind == CXCursor_LabelStmt && cursor.data[1] == search->label->cursor.data[1]) {
        search->found = true;
        for (size_t i = 0; i < search->path.count; i++) {
            VEC_PUSH(&search->label->compounds, search->path.data[i]);
        }
        return CXChildVisit_Break;
    }
    VEC_PUSH(&search->path, clang.hashCursor(cursor));
    clang.visitChildren(cursor, find_label, search);
    search->path.count--;
    return search->found ? CXChildVisit_Break : CXChildVisit_Continue;
}

/* How many cleanups stay open when control goes from here to the label. */
static uint32_t cleanups_kept(struct lower *lower, struct lower_label *label)
{
    struct lower_func *func = lower->func;
    if (!label->compounds.count) {
        struct label_search search = {.label = label};
        clang.visitChildren(func->cursor, find_label, &search);
        VEC_FREE(&search.path);
    }
    uint32_t kept = (uint32_t)func->cleanups.count;
    for (size_t i = func->scopes.count; i-- > 0;) {
        for (size_t j = 0; j < label->compounds.count; j++) {
            if (label->compounds.data[j] == func->scopes.data[i].compound) {
                return label->cleanups != IR_NONE && label->cleanups < kept ? label->cleanups : kept;
            }
        }
        kept = func->scopes.data[i].cleanup_base;
    }
    return 0;
}

static void lower_goto(struct lower *lower, CXCursor statement)
{
    struct cursors children = lower_children(lower, statement);
    uint32_t loc = lower_loc(lower, statement);
    if (children.count != 1 || children.data[0].kind != CXCursor_LabelRef) {
        lower_unknown(lower, statement, "a goto without a label");
        return;
    }
    struct lower_label *label = label_of(lower, clang.getCursorReferenced(children.data[0]));
    if (lower->func->cleanups.count) {
        lower_run_cleanups(lower, cleanups_kept(lower, label));
    }
    lower_jump(lower, label->block, loc);
}

struct label_by_name {
    const char *name;
    CXCursor found;
};

static int find_named_label(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    struct label_by_name *search = data;
    if (cursor.kind == CXCursor_LabelStmt) {
        CXString spelling = clang.getCursorSpelling(cursor);
        bool same = strcmp(clang.getCString(spelling), search->name) == 0;
        clang.disposeString(spelling);
        if (same) {
            search->found = cursor;
            return CXChildVisit_Break;
        }
    }
    return CXChildVisit_Recurse;
}

/*
 * libclang shows no cursor for the labels of an asm goto. Cleanups stay open: clang refuses one
 * that leaves the scope of a cleanup.
 */
void lower_asm_goto(struct lower *lower, const char *const *labels, uint32_t count, uint32_t loc)
{
    uint32_t next = lower_block_new(lower);
    uint32_t *blocks = ARENA_ARRAY(lower->arena, uint32_t, count + 1);
    uint32_t found = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct label_by_name search = {.name = labels[i], .found = clang.getNullCursor()};
        clang.visitChildren(lower->func->cursor, find_named_label, &search);
        if (!clang.Cursor_isNull(search.found)) {
            blocks[found++] = label_of(lower, search.found)->block;
        }
    }
    terminate(lower, IR_TERM_GOTO, IR_NONE, loc)->succ_count = found + 1;
    VEC_PUSH(&lower->unit->edges, (struct ir_edge){.block = next});
    for (uint32_t i = 0; i < found; i++) {
        VEC_PUSH(&lower->unit->edges, (struct ir_edge){.block = blocks[i]});
    }
    lower_block_start(lower, next);
}

static void lower_leave(struct lower *lower, CXCursor statement, bool is_break)
{
    struct lower_func *func = lower->func;
    for (size_t i = func->targets.count; i-- > 0;) {
        struct lower_target target = func->targets.data[i];
        uint32_t block = is_break ? target.break_block : target.continue_block;
        if (block != IR_NONE) {
            lower_run_cleanups(lower, is_break ? target.break_cleanups : target.continue_cleanups);
            lower_jump(lower, block, lower_loc(lower, statement));
            return;
        }
    }
    lower_unknown(lower, statement, "a break or continue outside of a loop");
}

static void lower_return(struct lower *lower, CXCursor statement)
{
    struct cursors children = lower_children(lower, statement);
    uint32_t value = IR_NONE;
    if (children.count) {
        CXCursor result = children.data[0];
        if (lower->cxx && lower_cxx_result_in_place(lower, result, &value)) {
            /* a reference or an object */
        } else if (lower_is_place(lower, result)) {
            struct ir_place place = lower_place(lower, result);
            value = lower_emit_load(lower, &place, lower_loc(lower, result));
        } else {
            value = lower_value(lower, result);
        }
    }
    lower_run_cleanups(lower, 0);
    if (lower->func->block == IR_NONE) {
        return;
    }
    bool is_void =
        value == IR_NONE || lower->unit->types.data[lower->unit->ops.data[value].type].kind == IR_TYPE_VOID;
    terminate(lower, IR_TERM_RETURN, is_void ? IR_NONE : value, lower_loc(lower, statement));
}

/* ---- loops and branches ------------------------------------------------------------- */

static void push_target(struct lower *lower, uint32_t break_block, uint32_t continue_block)
{
    uint32_t open = (uint32_t)lower->func->cleanups.count;
    struct lower_target target = {break_block, continue_block, open, open};
    VEC_PUSH(&lower->func->targets, target);
}

static void lower_if(struct lower *lower, CXCursor statement)
{
    struct cursors children = lower_children(lower, statement);
    if (children.count < 2) {
        lower_unknown(lower, statement, "an if without a body");
        return;
    }
    uint32_t if_true = lower_block_new(lower);
    uint32_t done = lower_block_new(lower);
    uint32_t if_false = children.count > 2 ? lower_block_new(lower) : done;
    lower_condition(lower, children.data[0], if_true, if_false);
    lower_block_start(lower, if_true);
    lower_stmt(lower, children.data[1]);
    lower_jump(lower, done, IR_NONE);
    if (children.count > 2) {
        lower_block_start(lower, if_false);
        lower_stmt(lower, children.data[2]);
    }
    lower_block_start(lower, done);
}

static void lower_while(struct lower *lower, CXCursor statement)
{
    struct cursors children = lower_children(lower, statement);
    if (children.count != 2) {
        lower_unknown(lower, statement, "a loop without a body");
        return;
    }
    uint32_t test = lower_block_new(lower);
    uint32_t body = lower_block_new(lower);
    uint32_t done = lower_block_new(lower);
    lower_block_start(lower, test);
    lower_condition(lower, children.data[0], body, done);
    push_target(lower, done, test);
    lower_block_start(lower, body);
    lower_stmt(lower, children.data[1]);
    lower_jump(lower, test, IR_NONE);
    lower->func->targets.count--;
    lower_block_start(lower, done);
}

static void lower_do(struct lower *lower, CXCursor statement)
{
    struct cursors children = lower_children(lower, statement);
    if (children.count != 2) {
        lower_unknown(lower, statement, "a loop without a condition");
        return;
    }
    uint32_t body = lower_block_new(lower);
    uint32_t test = lower_block_new(lower);
    uint32_t done = lower_block_new(lower);
    push_target(lower, done, test);
    lower_block_start(lower, body);
    lower_stmt(lower, children.data[0]);
    lower->func->targets.count--;
    lower_block_start(lower, test);
    lower_condition(lower, children.data[1], body, done);
    lower_block_start(lower, done);
}

/* The parts of a `for` that are there; libclang leaves out the empty ones without a trace. */
static bool for_parts(struct lower *lower, CXCursor statement, const struct cursors *children,
                      CXCursor parts[3])
{
    uint32_t count = children->count - 1; /* the body is the last child */
    bool present[3] = {count == 3, count == 3, count == 3};
    if (count == 1 || count == 2) {
        const struct lower_printed_for *printed = lower_printed_for(lower, statement);
        if (!printed ||
            (uint32_t)printed->has_init + printed->has_condition + printed->has_increment != count) {
            return false;
        }
        present[0] = printed->has_init;
        present[1] = printed->has_condition;
        present[2] = printed->has_increment;
    }
    uint32_t next = 0;
    for (int i = 0; i < 3; i++) {
        parts[i] = present[i] ? children->data[next++] : clang.getNullCursor();
    }
    return true;
}

static void lower_for(struct lower *lower, CXCursor statement)
{
    struct cursors children = lower_children(lower, statement);
    CXCursor parts[3];
    if (!children.count || children.count > 4 || !for_parts(lower, statement, &children, parts)) {
        lower_unknown(lower, statement, "a for whose parts could not be told apart");
        return;
    }
    uint32_t test = lower_block_new(lower);
    uint32_t body = lower_block_new(lower);
    uint32_t step = lower_block_new(lower);
    uint32_t done = lower_block_new(lower);
    lower_scope_push(lower, statement);
    if (!clang.Cursor_isNull(parts[0])) {
        lower_stmt(lower, parts[0]);
    }
    lower_block_start(lower, test);
    if (clang.Cursor_isNull(parts[1])) {
        lower_jump(lower, body, IR_NONE);
    } else {
        lower_condition(lower, parts[1], body, done);
    }
    push_target(lower, done, step);
    lower_block_start(lower, body);
    lower_stmt(lower, children.data[children.count - 1]);
    lower->func->targets.count--;
    lower_block_start(lower, step);
    if (!clang.Cursor_isNull(parts[2])) {
        lower_stmt(lower, parts[2]);
    }
    lower_jump(lower, test, IR_NONE);
    lower_block_start(lower, done);
    lower_scope_pop(lower);
}

void lower_switch(struct lower *lower, CXCursor statement, const struct cursors *parts)
{
    struct lower_func *func = lower->func;
    if (parts->count != 2) {
        lower_unknown(lower, statement, "a switch without a body");
        return;
    }
    uint32_t value = lower_value(lower, parts->data[0]);
    uint32_t done = lower_block_new(lower);
    uint32_t head = func->block;
    terminate(lower, IR_TERM_SWITCH, value, lower_loc(lower, statement));
    size_t outer_cases = func->cases.count;
    push_target(lower, done, IR_NONE);
    lower_stmt(lower, parts->data[1]);
    func->targets.count--;
    lower_block_start(lower, done);
    struct ir_block *block = &lower->unit->blocks.data[head];
    block->succ = (uint32_t)lower->unit->edges.count;
    bool has_default = false;
    for (size_t i = outer_cases; i < func->cases.count; i++) {
        const struct lower_case *entry = &func->cases.data[i];
        has_default |= entry->is_default;
        struct ir_edge edge = {
            .block = entry->block, .is_default = entry->is_default, .low = entry->low, .high = entry->high};
        VEC_PUSH(&lower->unit->edges, edge);
    }
    if (!has_default) {
        struct ir_edge edge = {.block = done, .is_default = 1};
        VEC_PUSH(&lower->unit->edges, edge);
    }
    block->succ_count = (uint32_t)lower->unit->edges.count - block->succ;
    func->cases.count = outer_cases;
}

static void lower_case(struct lower *lower, CXCursor statement, bool is_default)
{
    struct cursors children = lower_children(lower, statement);
    struct lower_case entry = {.block = lower_block_new(lower), .is_default = is_default};
    uint32_t values = is_default || !children.count ? 0 : children.count - 1;
    if (!is_default) {
        if (!values || !lower_constant(lower, children.data[0], &entry.low)) {
            if (!values || !lower_evaluates(children.data[0])) {
                lower_unknown(lower, statement, "a case label without a constant");
            }
            entry.low = INT64_MIN + (int64_t)lower->func->cases.count; /* equal to no other label */
        }
        entry.high = entry.low;
        if (values == 2) {
            lower_constant(lower, children.data[1], &entry.high);
        }
    }
    VEC_PUSH(&lower->func->cases, entry);
    lower_block_start(lower, entry.block);
    if (children.count) {
        lower_stmt(lower, children.data[children.count - 1]);
    }
}

/* ---- the whole ------------------------------------------------------------------------ */

static void lower_declarations(struct lower *lower, CXCursor statement)
{
    struct cursors children = lower_children(lower, statement);
    for (uint32_t i = 0; i < children.count; i++) {
        if (children.data[i].kind == CXCursor_VarDecl) {
            lower_local_variable(lower, children.data[i]);
        } else if (children.data[i].kind == CXCursor_TypedefDecl) {
            lower_array_sizes(lower, children.data[i]);
        } else if (lower->cxx && children.data[i].kind == CXCursor_UnexposedDecl &&
                   lower_children(lower, children.data[i]).count) { /* auto [a, b] = ... */
            lower_unknown(lower, children.data[i], "a declaration that is not understood");
        }
    }
}

static void lower_computed_goto(struct lower *lower, CXCursor statement)
{
    struct cursors children = lower_children(lower, statement);
    uint32_t value = children.count ? lower_value(lower, children.data[0]) : IR_NONE;
    if (lower->func->block == IR_NONE) {
        return;
    }
    /* Any label of the function whose address is taken; its successors are set at the end. */
    terminate(lower, IR_TERM_GOTO, value, lower_loc(lower, statement));
}

static void lower_compound(struct lower *lower, CXCursor statement)
{
    struct cursors children = lower_children(lower, statement);
    lower_scope_push(lower, statement);
    for (uint32_t i = 0; i < children.count; i++) {
        lower_stmt(lower, children.data[i]);
    }
    lower_scope_pop(lower);
}

static void lower_label_stmt(struct lower *lower, CXCursor statement)
{
    struct cursors children = lower_children(lower, statement);
    struct lower_label *label = label_of(lower, statement);
    label->cleanups = (uint32_t)lower->func->cleanups.count;
    lower_block_start(lower, label->block);
    if (children.count) {
        lower_stmt(lower, children.data[children.count - 1]);
    }
}

static void lower_stmt_of(struct lower *lower, CXCursor statement)
{
    if (lower->cxx && lower_cxx_stmt(lower, statement)) {
        return;
    }
    switch (statement.kind) {
    case CXCursor_CompoundStmt: lower_compound(lower, statement); break;
    case CXCursor_DeclStmt: lower_declarations(lower, statement); break;
    case CXCursor_IfStmt: lower_if(lower, statement); break;
    case CXCursor_WhileStmt: lower_while(lower, statement); break;
    case CXCursor_DoStmt: lower_do(lower, statement); break;
    case CXCursor_ForStmt: lower_for(lower, statement); break;
    case CXCursor_SwitchStmt: {
        struct cursors parts = lower_children(lower, statement);
        lower_switch(lower, statement, &parts);
        break;
    }
    case CXCursor_CaseStmt: lower_case(lower, statement, false); break;
    case CXCursor_DefaultStmt: lower_case(lower, statement, true); break;
    case CXCursor_LabelStmt: lower_label_stmt(lower, statement); break;
    case CXCursor_GotoStmt: lower_goto(lower, statement); break;
    case CXCursor_IndirectGotoStmt: lower_computed_goto(lower, statement); break;
    case CXCursor_ContinueStmt: lower_leave(lower, statement, false); break;
    case CXCursor_BreakStmt: lower_leave(lower, statement, true); break;
    case CXCursor_ReturnStmt: lower_return(lower, statement); break;
    case CXCursor_GCCAsmStmt: lower_asm(lower, statement); break;
    case CXCursor_NullStmt: break;
    case CXCursor_UnexposedStmt: { /* a statement with an attribute: [[fallthrough]] */
        struct cursors children = lower_children(lower, statement);
        if (children.count) {
            lower_stmt(lower, children.data[children.count - 1]);
        }
        break;
    }
    default:
        if (statement.kind >= CXCursor_FirstExpr && statement.kind <= CXCursor_LastExpr) {
            uint32_t base = (uint32_t)lower->func->cleanups.count;
            lower_effects(lower, statement);
            lower_end_cleanups(lower, base);
        } else if (statement.kind >= CXCursor_UnexposedStmt && statement.kind < CXCursor_FirstAttr) {
            lower_unknown(lower, statement, "a statement that is not understood");
        }
        break;
    }
}

void lower_stmt(struct lower *lower, CXCursor statement)
{
    if (lower->depth >= LOWER_DEPTH_MAX) {
        ir_notice_add(&lower->build, NOTICE_LIMIT, lower_loc(lower, statement),
                      "nesting too deep: the rest of the statement is left out");
        lower->func->degraded = true;
        return;
    }
    lower->depth++;
    lower_stmt_of(lower, statement);
    lower->depth--;
}

uint32_t lower_stmt_expr(struct lower *lower, CXCursor expression)
{
    struct cursors outer = lower_children(lower, expression);
    uint32_t value = IR_NONE;
    if (!outer.count) {
        return value;
    }
    struct cursors children = lower_children(lower, outer.data[0]);
    bool has_value = clang.getCanonicalType(clang.getCursorType(expression)).kind != CXType_Void;
    lower_scope_push(lower, outer.data[0]);
    for (uint32_t i = 0; i < children.count; i++) {
        CXCursor child = children.data[i];
        bool is_expression = child.kind >= CXCursor_FirstExpr && child.kind <= CXCursor_LastExpr;
        if (i + 1 == children.count && has_value && is_expression) {
            if (lower_is_place(lower, child)) {
                struct ir_place place = lower_place(lower, child);
                value = lower_emit_load(lower, &place, lower_loc(lower, child));
            } else {
                value = lower_value(lower, child);
            }
        } else {
            lower_stmt(lower, child);
        }
    }
    lower_scope_pop(lower);
    return value;
}

/* Successors of computed gotos: every label of the function. */
static void finish_computed_gotos(struct lower *lower, uint32_t first_block)
{
    struct ir_unit *unit = lower->unit;
    for (size_t i = first_block; i < unit->blocks.count; i++) {
        if (unit->blocks.data[i].term != IR_TERM_GOTO || unit->blocks.data[i].succ_count) {
            continue;
        }
        unit->blocks.data[i].succ = (uint32_t)unit->edges.count;
        unit->blocks.data[i].succ_count = (uint32_t)lower->func->labels.count;
        for (size_t j = 0; j < lower->func->labels.count; j++) {
            VEC_PUSH(&unit->edges, (struct ir_edge){.block = lower->func->labels.data[j].block});
        }
    }
}

void lower_body(struct lower *lower, CXCursor body)
{
    struct lower_func *func = lower->func;
    uint32_t first_block = lower_block_new(lower);
    func->block = IR_NONE;
    lower_block_start(lower, first_block);
    for (int i = 0; i < clang.Cursor_getNumArguments(func->cursor); i++) {
        lower_array_sizes(lower, clang.Cursor_getArgument(func->cursor, (unsigned)i));
    }
    lower_scope_push(lower, func->cursor);
    if (lower->cxx) {
        lower_cxx_prologue(lower, func->cursor);
    }
    lower_stmt(lower, body);
    lower_scope_pop(lower);
    lower_finish_body(lower, first_block);
}

void lower_finish_body(struct lower *lower, uint32_t first_block)
{
    struct lower_func *func = lower->func;
    if (func->block != IR_NONE) {
        terminate(lower, IR_TERM_RETURN, IR_NONE, IR_NONE);
    }
    finish_computed_gotos(lower, first_block);
    for (size_t i = first_block; i < lower->unit->blocks.count; i++) {
        struct ir_block *block = &lower->unit->blocks.data[i];
        if (block->term == IR_TERM_NONE) { /* made for a target that nothing reaches */
            block->term = IR_TERM_UNREACHABLE;
        }
    }
    for (size_t i = 0; i < func->labels.count; i++) {
        VEC_FREE(&func->labels.data[i].compounds);
    }
}
