#include "frontend/asm_lines.h"

#include "frontend/asm_expr.h"
#include "frontend/asm_macro.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

struct condition {
    bool outer, active, taken;
};

struct expander {
    struct arena *arena;
    const struct asm_syntax *syntax;
    struct asm_symbols *symbols;
    asm_sink *sink;
    void *context;
    struct map macro_ids; /* id of the name in symbols->names -> index */
    VEC(struct asm_macro) macros;
    VEC(struct condition) conditions;
    uint32_t statements, serial;
    size_t expanded; /* bytes of macro text so far */
    int depth;
    bool alternate;   /* .altmacro */
    bool leave_macro; /* .exitm */
    bool end;         /* END: the rest of the file is no program */
    struct asm_lines_result result;
};

/* ---- one statement -------------------------------------------------------- */

/* "name:"; GNU as allows blanks before the colon, armasm has none (it has "IF :DEF:name"). */
static bool is_colon_label(const struct expander *ex, const char *p, size_t length)
{
    if (length == 0 || ex->syntax->dialect == ASM_ARMASM) {
        return false;
    }
    p += length;
    p = ex->syntax->dialect == ASM_GNU ? asm_skip_blanks(p) : p;
    return *p == ':' && p[1] != '=' && p[1] != ':';
}

static const char *lower(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_strndup(arena, text, length);
    for (char *p = copy; *p; p++) {
        *p = (char)tolower((unsigned char)*p);
    }
    return copy;
}

/* The operation and operands of a statement whose labels are behind us. */
static void read_operation(struct expander *ex, struct asm_stmt *stmt, const char *p)
{
    p = asm_skip_blanks(p);
    size_t length = asm_name_length(p);
    if (length == 0 && *p) {
        length = 1; /* armasm's [ | ] = % & */
    }
    stmt->op = length ? lower(ex->arena, p, length) : NULL;
    stmt->args = asm_skip_blanks(p + length);
    const char *next = stmt->args;
    /* "name = value" of GNU as and IAR */
    if (length && *next == '=' && next[1] != '=' && asm_is_name(*p)) {
        stmt->args = arena_printf(ex->arena, "%.*s, %s", (int)length, p, asm_skip_blanks(next + 1));
        stmt->op = "=";
    }
}

/* Words that are operations wherever they stand, also in the label column of IAR and TI sources. */
static bool is_operation(const char *text, size_t length)
{
    static const char *const words[] = {"module", "name", "section", "public", "pubweak", "extern",
                                        "end",    "endm", "macro",   "mend",   "area",    "export",
                                        "import", "if",   "else",    "endif",  "rseg",    "thumb",
                                        "data",   "code", "align",   NULL};
    return *text == '.' ? length > 1 : asm_find_word(text, length, words) >= 0;
}

/* Reads the statement at `p`. Of "one: two: op", only the first label; `*more` is the rest then. */
static struct asm_stmt read_statement(struct expander *ex, const char *p, bool first_column,
                                      const char **more)
{
    struct asm_stmt stmt = {.args = ""};
    *more = NULL;
    bool column_labels = ex->syntax->dialect != ASM_GNU;
    first_column = first_column && !asm_is_blank(*p);
    p = asm_skip_blanks(p);
    bool bar = *p == '|' && column_labels && first_column && p[1] && !asm_is_blank(p[1]);
    size_t name_length;
    const char *end;
    const char *name = asm_read_name(p, &name_length, &end);
    size_t length = name_length && (bar || asm_is_name(*p)) ? (size_t)(end - p) : 0;
    bool colon = is_colon_label(ex, p, length);
    if (length && (colon || (column_labels && first_column && !is_operation(p, length)))) {
        stmt.label = arena_strndup(ex->arena, name, name_length);
        p = asm_skip_blanks(p + length);
        p = asm_skip_blanks(p + colon);
        if (colon && is_colon_label(ex, p, asm_name_length(p))) {
            *more = p;
            return stmt;
        }
    }
    read_operation(ex, &stmt, p);
    static const char *const constants[] = {"equ", "=", "set", "seta", "setl", "var", "define", ":=", NULL};
    if (stmt.label && !colon && stmt.op && asm_find_word(stmt.op, strlen(stmt.op), constants) >= 0) {
        stmt.args = arena_printf(ex->arena, "%s, %s", stmt.label, stmt.args);
        stmt.op = "=";
        stmt.label = NULL;
    }
    return stmt;
}

/* Where the next statement of the line starts, after a ';'; or NULL. */
static const char *next_statement(const struct expander *ex, const char *p)
{
    if (ex->syntax->semicolon_comment) {
        return NULL;
    }
    while (*p && *p != ';') {
        p = *p == '"' || *p == '\'' ? asm_skip_quoted(p) : p + 1;
    }
    return *p ? p + 1 : NULL;
}

/* ---- conditions ----------------------------------------------------------- */

enum cond_op {
    C_IF,
    C_IFDEF,
    C_IFNDEF,
    C_IFB,
    C_IFNB,
    C_IFC,
    C_IFNC,
    C_IFEQ,
    C_IFNE,
    C_IFGT,
    C_IFGE,
    C_IFLT,
    C_IFLE,
    C_ELSEIF,
    C_ELSE,
    C_ENDIF,
    C_NONE
};

static enum cond_op condition_op(const struct expander *ex, const char *op)
{
    static const char *const names[] = {"if",   "ifdef",  "ifndef", "ifb",   "ifnb", "ifc",
                                        "ifnc", "ifeq",   "ifne",   "ifgt",  "ifge", "iflt",
                                        "ifle", "elseif", "else",   "endif", NULL};
    bool dot = *op == '.';
    if (dot == (ex->syntax->dialect == ASM_ARMASM || ex->syntax->dialect == ASM_IAR)) {
        return C_NONE;
    }
    op += dot;
    if (strcmp(op, "ifnotdef") == 0) {
        return C_IFNDEF;
    }
    if (ex->syntax->dialect == ASM_ARMASM) {
        op = strcmp(op, "[") == 0   ? "if"
             : strcmp(op, "|") == 0 ? "else"
             : strcmp(op, "]") == 0 ? "endif"
                                    : op;
        op = strcmp(op, "elif") == 0 ? "elseif" : op;
    }
    int found = asm_find_word(op, strlen(op), names);
    return found < 0 ? C_NONE : (enum cond_op)found;
}

static bool compare(struct expander *ex, enum cond_op op, const struct asm_stmt *stmt)
{
    struct asm_value value = asm_expr(ex->symbols, stmt->args, NULL);
    if (!value.known || value.symbol != IR_NONE) {
        uint32_t *line = &ex->result.unknown_condition_line;
        *line = *line ? *line : stmt->origin.line;
        return true;
    }
    switch (op) {
    case C_IFEQ: return value.number == 0;
    case C_IFGT: return value.number > 0;
    case C_IFGE: return value.number >= 0;
    case C_IFLT: return value.number < 0;
    case C_IFLE: return value.number <= 0;
    default: return value.number != 0;
    }
}

static bool name_defined(struct expander *ex, const char *text)
{
    text = asm_skip_blanks(text);
    const char *name = arena_strndup(ex->arena, text, asm_name_length(text));
    uint32_t index = asm_symbol_find(ex->symbols, name);
    return index != IR_NONE && (ex->symbols->list.data[index].flags & (ASM_LABEL | ASM_CONSTANT | ASM_ALIAS));
}

static bool holds(struct expander *ex, enum cond_op op, const struct asm_stmt *stmt)
{
    const char *rest;
    switch (op) {
    case C_IFDEF: return name_defined(ex, stmt->args);
    case C_IFNDEF: return !name_defined(ex, stmt->args);
    case C_IFB: return !*stmt->args;
    case C_IFNB: return *stmt->args;
    case C_IFC:
    case C_IFNC: {
        const char *left = asm_next_operand(ex->arena, stmt->args, &rest);
        const char *right = asm_next_operand(ex->arena, rest ? rest : "", &rest);
        return (strcmp(left, right) == 0) == (op == C_IFC);
    }
    default: return compare(ex, op, stmt);
    }
}

static bool is_active(const struct expander *ex)
{
    return !ex->conditions.count || ex->conditions.data[ex->conditions.count - 1].active;
}

static void condition(struct expander *ex, enum cond_op op, const struct asm_stmt *stmt)
{
    if (op < C_ELSEIF) {
        bool outer = is_active(ex);
        bool value = outer && holds(ex, op, stmt);
        VEC_PUSH(&ex->conditions, ((struct condition){.outer = outer, .active = value, .taken = value}));
        return;
    }
    if (!ex->conditions.count) {
        return;
    }
    struct condition *top = &ex->conditions.data[ex->conditions.count - 1];
    if (op == C_ENDIF) {
        ex->conditions.count--;
        return;
    }
    bool value = top->outer && !top->taken && (op == C_ELSE || compare(ex, C_IF, stmt));
    top->active = value;
    top->taken |= value;
}

/* ---- macros and repetitions ----------------------------------------------- */

static void run(struct expander *ex, const struct asm_line *lines, size_t count,
                const struct asm_origin *use);

static const char *operation_of(struct expander *ex, const char *line)
{
    const char *more;
    struct asm_stmt stmt = read_statement(ex, line, true, &more);
    return stmt.op ? stmt.op : "";
}

static bool opens(const char *op, bool macro)
{
    static const char *const macros[] = {"macro", ".macro", NULL};
    static const char *const repeats[] = {".rept", "rept",  ".irp",  "irp", ".irpc",
                                          "reptc", "repti", "while", NULL};
    return asm_find_word(op, strlen(op), macro ? macros : repeats) >= 0;
}

static bool closes(const char *op, bool macro)
{
    static const char *const macros[] = {".endm", "mend", "endm", ".endmacro", NULL};
    static const char *const repeats[] = {".endr", "endr", "wend", NULL};
    return asm_find_word(op, strlen(op), macro ? macros : repeats) >= 0;
}

/* The number of lines of the body that starts at `lines`, without the line that closes it. */
static size_t body_length(struct expander *ex, const struct asm_line *lines, size_t count, bool macro)
{
    int depth = 0;
    for (size_t i = 0; i < count; i++) {
        const char *op = operation_of(ex, lines[i].text);
        if (closes(op, macro) && depth-- == 0) {
            return i;
        }
        depth += opens(op, macro);
    }
    return count;
}

static void add_macro(struct expander *ex, const struct asm_macro *macro)
{
    if (*macro->name) {
        const char *name = lower(ex->arena, macro->name, strlen(macro->name));
        map_set(&ex->macro_ids, str_add(&ex->symbols->names, name), (uint32_t)ex->macros.count);
        VEC_PUSH(&ex->macros, *macro);
    }
}

/* Reads a definition whose first line is lines[0]; returns the number of lines that it takes. */
static size_t define_macro(struct expander *ex, const struct asm_stmt *stmt, const struct asm_line *lines,
                           size_t count)
{
    struct asm_macro macro = {.name = ""};
    size_t first = 1;
    if (ex->syntax->dialect == ASM_ARMASM && count > 1) {
        const char *p = asm_skip_blanks(lines[1].text);
        if (*p == '$') {
            macro.has_label = true;
            size_t length = asm_name_length(p);
            asm_macro_params(ex->arena, &macro, arena_strndup(ex->arena, p, length));
            p = asm_skip_blanks(p + length);
        }
        size_t length = asm_name_length(p);
        macro.name = arena_strndup(ex->arena, p, length);
        asm_macro_params(ex->arena, &macro, p + length);
        first = 2;
    } else if (stmt->label) {
        macro.name = stmt->label;
        asm_macro_params(ex->arena, &macro, stmt->args);
    } else {
        size_t length = asm_name_length(stmt->args);
        macro.name = arena_strndup(ex->arena, stmt->args, length);
        const char *params = asm_skip_blanks(stmt->args + length);
        asm_macro_params(ex->arena, &macro, params + (*params == ','));
    }
    macro.body = lines + first;
    macro.line_count = body_length(ex, lines + first, count - first, true);
    add_macro(ex, &macro);
    return first + macro.line_count + 1;
}

/* Runs a body with values in place of its parameters. */
static void run_body(struct expander *ex, const struct asm_macro *macro, const char *const *values,
                     bool plain, const struct asm_origin *use)
{
    ex->expanded += sizeof(*macro);
    if (ex->depth >= ASM_NEST_CAP || ex->expanded > ASM_EXPANSION_CAP) {
        ex->result.limit = true;
        ex->end |= ex->expanded > ASM_EXPANSION_CAP;
        return;
    }
    struct asm_line *lines = ARENA_ARRAY(ex->arena, struct asm_line, macro->line_count + 1);
    uint32_t serial = ex->serial++;
    for (size_t i = 0; i < macro->line_count; i++) {
        lines[i].line = macro->body[i].line;
        lines[i].text =
            asm_macro_line(ex->arena, macro, ex->syntax, plain, values, serial, macro->body[i].text);
        ex->expanded += strlen(lines[i].text) + sizeof(lines[i]);
    }
    size_t conditions = ex->conditions.count;
    ex->depth++;
    run(ex, lines, macro->line_count, use);
    ex->depth--;
    ex->conditions.count = conditions < ex->conditions.count ? conditions : ex->conditions.count;
}

static void use_macro(struct expander *ex, uint32_t index, const struct asm_stmt *stmt)
{
    const struct asm_macro macro = ex->macros.data[index];
    const char *values[ASM_PARAM_CAP];
    bool iar = ex->syntax->dialect == ASM_IAR || ex->syntax->dialect == ASM_TI;
    asm_macro_args(ex->arena, &macro, ex->syntax, stmt->label, stmt->args, ex->alternate ? ex->symbols : NULL,
                   values);
    struct asm_origin use = stmt->origin;
    use.macro = use.macro ? use.macro : macro.name;
    use.inner_macro = macro.name;
    run_body(ex, &macro, values, iar || ex->alternate, &use);
    ex->leave_macro = false;
}

/* .rept n, .irp name, values..., .irpc, armasm's WHILE. */
static void repeat(struct expander *ex, const struct asm_stmt *stmt, const struct asm_line *body,
                   size_t count, const struct asm_origin *use)
{
    struct asm_macro round = {.name = stmt->op, .body = body, .line_count = count};
    const char *values[ASM_PARAM_CAP] = {""};
    const char *op = stmt->op + (*stmt->op == '.');
    const char *rest = stmt->args;
    bool list = *op == 'i' || strcmp(op, "repti") == 0 || strcmp(op, "reptc") == 0;
    bool characters = op[strlen(op) - 1] == 'c';
    int64_t rounds = ASM_REPEAT_CAP;
    if (list) {
        asm_macro_params(ex->arena, &round, asm_next_operand(ex->arena, rest, &rest));
        if (!round.param_count) {
            return;
        }
    } else if (*op != 'w') {
        struct asm_value value = asm_expr(ex->symbols, stmt->args, NULL);
        rounds = value.known && value.symbol == IR_NONE ? value.number : 0;
        ex->result.limit |= !value.known || value.symbol != IR_NONE || rounds > ASM_REPEAT_CAP;
        rounds = rounds > ASM_REPEAT_CAP ? ASM_REPEAT_CAP : rounds;
    }
    for (int64_t i = 0; i < rounds && !ex->leave_macro && !ex->end && !ex->result.limit; i++) {
        if (list && characters) {
            rest = rest ? asm_skip_blanks(rest) : "";
            if (!*rest) {
                break;
            }
            values[0] = arena_strndup(ex->arena, rest++, 1);
        } else if (list) {
            if (!rest) {
                break;
            }
            values[0] = asm_next_operand(ex->arena, rest, &rest);
        } else if (*op == 'w') {
            struct asm_value value = asm_expr(ex->symbols, stmt->args, NULL);
            if (!value.known || value.symbol != IR_NONE || value.number == 0) {
                break;
            }
        }
        run_body(ex, &round, values, ex->syntax->dialect != ASM_GNU, use);
    }
}

/* ---- the walk ------------------------------------------------------------- */

/* Directives that the expander itself obeys. */
static bool obey(struct expander *ex, const struct asm_stmt *stmt)
{
    static const char *const ends[] = {".end", "end", NULL};
    static const char *const leaves[] = {".exitm", "mexit", "exitm", NULL};
    static const char *const includes[] = {".include", "include", "get", ".copy", NULL};
    size_t length = strlen(stmt->op);
    if (asm_find_word(stmt->op, length, ends) >= 0) {
        ex->end = true;
    } else if (asm_find_word(stmt->op, length, leaves) >= 0) {
        ex->leave_macro = true;
    } else if (strcmp(stmt->op, ".altmacro") == 0 || strcmp(stmt->op, ".noaltmacro") == 0) {
        ex->alternate = stmt->op[1] == 'a';
    } else if (asm_find_word(stmt->op, length, includes) >= 0) {
        uint32_t *line = &ex->result.include_line;
        *line = *line ? *line : stmt->origin.line;
    } else {
        return false;
    }
    return true;
}

static void emit(struct expander *ex, const struct asm_stmt *stmt)
{
    if (ex->statements++ >= ASM_STMT_CAP) {
        ex->result.limit = true;
        ex->end = true;
        return;
    }
    ex->sink(ex->context, stmt);
}

/* One line, from its statement at `text` on. Returns the number of lines consumed. */
static size_t take_line(struct expander *ex, const struct asm_line *lines, size_t count,
                        const struct asm_origin *use)
{
    const char *text = lines[0].text;
    for (bool first = true; text && !ex->end && !ex->leave_macro; first = false) {
        const char *next = next_statement(ex, text);
        const char *own = next ? arena_strndup(ex->arena, text, (size_t)(next - 1 - text)) : text;
        const char *more;
        struct asm_stmt stmt = read_statement(ex, own, first, &more);
        stmt.origin = (struct asm_origin){.line = lines[0].line, .spell_line = lines[0].line};
        if (use) {
            stmt.origin.line = use->line;
            stmt.origin.macro = use->macro;
            stmt.origin.inner_macro = use->inner_macro;
        }
        text = more ? text + (more - own) : next;
        if (!stmt.op) {
            if (stmt.label && is_active(ex)) {
                emit(ex, &stmt);
            }
            continue;
        }
        enum cond_op cond = condition_op(ex, stmt.op);
        if (cond != C_NONE) {
            condition(ex, cond, &stmt);
        } else if (opens(stmt.op, true)) {
            return is_active(ex) ? define_macro(ex, &stmt, lines, count)
                                 : 2 + body_length(ex, lines + 1, count - 1, true);
        } else if (opens(stmt.op, false)) {
            size_t body = body_length(ex, lines + 1, count - 1, false);
            if (is_active(ex)) {
                repeat(ex, &stmt, lines + 1, body, use);
            }
            return body + 2;
        } else if (is_active(ex) && !obey(ex, &stmt)) {
            uint32_t id = str_find(&ex->symbols->names, stmt.op);
            uint32_t macro = id ? map_get(&ex->macro_ids, id) : MAP_NONE;
            if (macro == MAP_NONE) {
                emit(ex, &stmt);
                continue;
            }
            if (stmt.label && !ex->macros.data[macro].has_label) {
                emit(ex, &(struct asm_stmt){.label = stmt.label, .args = "", .origin = stmt.origin});
            }
            use_macro(ex, macro, &stmt);
        }
    }
    return 1;
}

static void run(struct expander *ex, const struct asm_line *lines, size_t count, const struct asm_origin *use)
{
    for (size_t i = 0; i < count && !ex->end && !ex->leave_macro;) {
        i += take_line(ex, lines + i, count - i, use);
        ex->leave_macro &= ex->depth > 0;
    }
}

struct asm_lines_result asm_expand(struct arena *arena, const struct asm_lines *lines,
                                   const struct asm_syntax *syntax, struct asm_symbols *symbols,
                                   asm_sink *sink, void *context)
{
    struct expander ex = {
        .arena = arena, .syntax = syntax, .symbols = symbols, .sink = sink, .context = context};
    str_add(&symbols->names, ""); /* the table is never without its empty text */
    run(&ex, lines->data, lines->count, NULL);
    map_free(&ex.macro_ids);
    VEC_FREE(&ex.macros);
    VEC_FREE(&ex.conditions);
    return ex.result;
}
