/*
 * Statements of C++: heads that declare (if, while, switch), loops over a range, try. How often a
 * range's loop runs, and whether something throws, nobody knows: a branch on an unknown value.
 */
#include "frontend/lower_cxx.h"

static void branch_unknown(struct lower *lower, uint32_t if_true, uint32_t if_false, uint32_t loc)
{
    struct ir_place unknown = lower_place_sym(lower, lower_temp(lower, lower_type_int(lower)));
    lower_branch(lower, lower_emit_load(lower, &unknown, loc), if_true, if_false, loc);
}

/* Lowers what the head declares. Returns the index of the condition among the children. */
static uint32_t lower_head(struct lower *lower, const struct cursors *children)
{
    uint32_t at = 0;
    for (; at < children->count; at++) {
        CXCursor child = children->data[at];
        if (child.kind == CXCursor_VarDecl) {
            lower_local_variable(lower, child);
        } else if (child.kind == CXCursor_DeclStmt || child.kind == CXCursor_NullStmt) {
            lower_stmt(lower, child);
        } else {
            break;
        }
    }
    return at;
}

static bool declares(const struct cursors *children)
{
    return children->count &&
           (children->data[0].kind == CXCursor_VarDecl || children->data[0].kind == CXCursor_DeclStmt);
}

static void lower_if(struct lower *lower, CXCursor statement, const struct cursors *children)
{
    lower_scope_push(lower, statement);
    uint32_t at = lower_head(lower, children);
    if (at + 2 > children->count) {
        lower_unknown(lower, statement, "an if without a body");
        lower_scope_pop(lower);
        return;
    }
    bool has_else = at + 2 < children->count;
    uint32_t if_true = lower_block_new(lower);
    uint32_t done = lower_block_new(lower);
    uint32_t if_false = has_else ? lower_block_new(lower) : done;
    lower_condition(lower, children->data[at], if_true, if_false);
    lower_block_start(lower, if_true);
    lower_stmt(lower, children->data[at + 1]);
    lower_jump(lower, done, IR_NONE);
    if (has_else) {
        lower_block_start(lower, if_false);
        lower_stmt(lower, children->data[at + 2]);
    }
    lower_block_start(lower, done);
    lower_scope_pop(lower);
}

struct hidden {
    CXCursor variable;
    CXSourceRange head;
};

static int find_hidden(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    struct hidden *hidden = data;
    CXCursor named = clang.getCursorReferenced(cursor);
    unsigned start = clang.getCursorExtent(named).begin_int_data;
    if (cursor.kind == CXCursor_DeclRefExpr && named.kind == CXCursor_VarDecl &&
        start > hidden->head.begin_int_data && start < hidden->head.end_int_data) {
        hidden->variable = named;
        return CXChildVisit_Break;
    }
    return CXChildVisit_Recurse;
}

/* Does a `;` stand in the brackets of the head? */
static bool has_initialiser(const char *text, size_t length)
{
    unsigned depth = 0;
    for (size_t i = 0; i < length; i++) {
        depth += text[i] == '(' || text[i] == '{';
        if (text[i] == ')' || text[i] == '}') {
            depth--;
            if (depth == 0) {
                return false;
            }
        }
        if (text[i] == ';') {
            return depth == 1;
        }
    }
    return false;
}

/* libclang does not show what `switch (int n = f(); n)` declares: the condition names it. */
static void lower_hidden(struct lower *lower, CXCursor statement, const struct cursors *children)
{
    size_t length;
    const char *text = lower_text_at(lower, statement, &length);
    if (!has_initialiser(text, length)) {
        return;
    }
    struct hidden hidden = {.variable = clang.getNullCursor(), .head = clang.getCursorExtent(statement)};
    hidden.head.end_int_data = clang.getCursorExtent(children->data[0]).begin_int_data;
    if (find_hidden(children->data[0], statement, &hidden) == CXChildVisit_Recurse) {
        clang.visitChildren(children->data[0], find_hidden, &hidden);
    }
    if (clang.Cursor_isNull(hidden.variable)) {
        lower_unknown(lower, children->data[0], "what the head of this switch does first is not shown");
    } else {
        lower_local_variable(lower, hidden.variable);
    }
}

static void push_target(struct lower *lower, uint32_t break_block, uint32_t continue_block, uint32_t kept)
{
    struct lower_target target = {break_block, continue_block, kept, kept};
    VEC_PUSH(&lower->func->targets, target);
}

/* The variable of a while is made anew in each turn. */
static void lower_while(struct lower *lower, CXCursor statement, const struct cursors *children)
{
    uint32_t test = lower_block_new(lower);
    uint32_t body = lower_block_new(lower);
    uint32_t leave = lower_block_new(lower);
    uint32_t done = lower_block_new(lower);
    uint32_t kept = (uint32_t)lower->func->cleanups.count;
    lower_block_start(lower, test);
    lower_scope_push(lower, statement);
    uint32_t at = lower_head(lower, children);
    if (at + 2 != children->count) {
        lower_unknown(lower, statement, "a loop without a body");
        lower_scope_pop(lower);
        return;
    }
    lower_condition(lower, children->data[at], body, leave);
    push_target(lower, done, test, kept);
    lower_block_start(lower, body);
    lower_stmt(lower, children->data[at + 1]);
    lower->func->targets.count--;
    lower_run_cleanups(lower, kept);
    lower_jump(lower, test, IR_NONE);
    lower_block_start(lower, leave);
    lower_scope_pop(lower);
    lower_block_start(lower, done);
}

/* The element of an array that a turn of the loop is about; of another range an unknown one. */
static void lower_element(struct lower *lower, CXCursor variable, CXCursor range)
{
    uint32_t loc = lower_loc(lower, range);
    CXType declared = clang.getCursorType(variable);
    CXType over = clang.getCanonicalType(clang.getCursorType(range));
    uint32_t sym = lower_sym(lower, variable);
    struct ir_place to = lower_place_sym(lower, sym);
    bool by_reference = lower_is_reference(declared);
    if (over.kind != CXType_ConstantArray || !lower_is_place(lower, range)) {
        uint32_t unknown = lower_unknown(lower, range, "the elements of this range are not followed");
        lower_emit_store(lower, &to, unknown, loc, IR_OP_INIT);
        return;
    }
    struct ir_place element = lower_place(lower, range);
    struct ir_place position = lower_place_sym(lower, lower_temp(lower, lower_type_int(lower)));
    uint32_t type = lower_type_complete(lower, clang.getArrayElementType(over));
    struct ir_step step = {.kind = IR_STEP_INDEX,
                           .offset = lower_emit_load(lower, &position, loc),
                           .size = lower->unit->types.data[type].size,
                           .record = IR_NONE};
    lower_place_step(lower, &element, &step, type);
    uint32_t value =
        by_reference ? lower_emit_address(lower, &element, loc) : lower_emit_load(lower, &element, loc);
    lower_emit_store(lower, &to, value, loc, IR_OP_INIT);
}

static void lower_range(struct lower *lower, CXCursor statement, const struct cursors *children)
{
    uint32_t first = 0;
    while (first < children->count && children->data[first].kind == CXCursor_DeclStmt) {
        first++;
    }
    lower_scope_push(lower, statement);
    for (uint32_t i = 0; i < first; i++) {
        lower_stmt(lower, children->data[i]);
    }
    if (first + 3 != children->count || children->data[first].kind != CXCursor_VarDecl ||
        !lower_is_expression(children->data[first + 1])) {
        lower_unknown(lower, statement, "a loop over a range that is not understood");
        lower_scope_pop(lower);
        return;
    }
    uint32_t loc = lower_loc(lower, statement);
    uint32_t test = lower_block_new(lower);
    uint32_t body = lower_block_new(lower);
    uint32_t done = lower_block_new(lower);
    uint32_t kept = (uint32_t)lower->func->cleanups.count;
    lower_block_start(lower, test);
    branch_unknown(lower, body, done, loc);
    push_target(lower, done, test, kept);
    lower_block_start(lower, body);
    lower_element(lower, children->data[first], children->data[first + 1]);
    lower_stmt(lower, children->data[first + 2]);
    lower->func->targets.count--;
    lower_run_cleanups(lower, kept);
    lower_jump(lower, test, IR_NONE);
    lower_block_start(lower, done);
    lower_scope_pop(lower);
}

/* A handler is entered with the state before its try: what the block did until it threw is not known. */
static void lower_try(struct lower *lower, const struct cursors *children, uint32_t loc)
{
    uint32_t done = lower_block_new(lower);
    for (uint32_t i = children->count; i-- > 1;) {
        uint32_t handler = lower_block_new(lower);
        uint32_t next = lower_block_new(lower);
        struct cursors parts = lower_children(lower, children->data[i]);
        branch_unknown(lower, handler, next, loc);
        lower_block_start(lower, handler);
        if (parts.count) {
            lower_stmt(lower, parts.data[parts.count - 1]);
        }
        lower_jump(lower, done, IR_NONE);
        lower_block_start(lower, next);
    }
    if (children->count) {
        lower_stmt(lower, children->data[0]);
    }
    lower_block_start(lower, done);
}

bool lower_cxx_stmt(struct lower *lower, CXCursor statement)
{
    int kind = statement.kind;
    bool may_declare = kind == CXCursor_IfStmt || kind == CXCursor_WhileStmt || kind == CXCursor_SwitchStmt;
    if (!may_declare && kind != CXCursor_CXXForRangeStmt && kind != CXCursor_CXXTryStmt) {
        return false;
    }
    struct cursors children = lower_children(lower, statement);
    bool is_switch = kind == CXCursor_SwitchStmt && children.count == 2;
    if (may_declare && !is_switch && !declares(&children)) {
        return false;
    }
    switch (kind) {
    case CXCursor_IfStmt: lower_if(lower, statement, &children); break;
    case CXCursor_WhileStmt: lower_while(lower, statement, &children); break;
    case CXCursor_SwitchStmt: {
        lower_scope_push(lower, statement);
        uint32_t at = lower_head(lower, &children);
        if (is_switch) {
            lower_hidden(lower, statement, &children);
        }
        struct cursors rest = {.data = children.data + at, .count = children.count - at};
        lower_switch(lower, statement, &rest);
        lower_scope_pop(lower);
        break;
    }
    case CXCursor_CXXForRangeStmt: lower_range(lower, statement, &children); break;
    default: lower_try(lower, &children, lower_loc(lower, statement)); break;
    }
    return true;
}
