#include "frontend/asm_cpp.h"

#include "base/buf.h"
#include "base/str.h"
#include "base/vec.h"
#include "frontend/asm_expr.h"

#include <ctype.h>
#include <string.h>

enum { RESCAN_CAP = 16, PARAM_CAP = 16, USES_CAP = 4096 /* of macros, on one line */ };

struct define {
    const char *body; /* NULL: undefined again */
    bool function;
    const char *params[PARAM_CAP];
    size_t param_count;
};

struct condition {
    bool outer;  /* the enclosing lines are active */
    bool active; /* this branch is */
    bool taken;  /* one of the branches was */
};

struct cpp {
    struct arena *arena;
    struct strtab names;
    struct map by_name;
    VEC(struct define) defines;
    VEC(struct condition) conditions;
    uint32_t uses; /* expansions on this line */
    struct asm_cpp_result result;
};

static struct define *find(struct cpp *cpp, const char *name, size_t length)
{
    char text[256];
    if (length == 0 || length >= sizeof(text) || isdigit((unsigned char)*name) || !cpp->names.count) {
        return NULL;
    }
    memcpy(text, name, length);
    text[length] = '\0';
    uint32_t id = str_find(&cpp->names, text);
    uint32_t index = id ? map_get(&cpp->by_name, id) : MAP_NONE;
    if (index == MAP_NONE || !cpp->defines.data[index].body) {
        return NULL;
    }
    return &cpp->defines.data[index];
}

/* A C identifier: unlike the assemblers' names, no dots. */
static size_t identifier(const char *text)
{
    size_t length = 0;
    while (isalnum((unsigned char)text[length]) || text[length] == '_') {
        length++;
    }
    return length;
}

/* ---- #define -------------------------------------------------------------- */

static void set(struct cpp *cpp, const char *name, size_t length, const struct define *define)
{
    uint32_t id = str_addn(&cpp->names, name, length);
    if (id) {
        map_set(&cpp->by_name, id, (uint32_t)cpp->defines.count);
        VEC_PUSH(&cpp->defines, *define);
    }
}

static void define_directive(struct cpp *cpp, const char *text)
{
    const char *name = asm_skip_blanks(text);
    size_t length = identifier(name);
    const char *p = name + length;
    struct define define = {0};
    if (*p == '(') {
        define.function = true;
        for (p = asm_skip_blanks(p + 1); *p && *p != ')'; p = asm_skip_blanks(p)) {
            size_t count = identifier(p);
            if (count && define.param_count < PARAM_CAP) {
                define.params[define.param_count++] = arena_strndup(cpp->arena, p, count);
            }
            p += count ? count : 1;
        }
        p += *p == ')';
    }
    define.body = asm_skip_blanks(p);
    set(cpp, name, length, &define);
}

/* ---- substitution --------------------------------------------------------- */

static void expand(struct cpp *cpp, struct buf *out, const char *text, int depth);

/* Reads "(a, b)" at `p` into `args`; returns past the bracket, or NULL if it does not close. */
static const char *read_args(struct cpp *cpp, const char *p, const char **args, size_t *count)
{
    const char *start = ++p;
    int depth = 0;
    *count = 0;
    while (*p) {
        bool end = depth == 0 && (*p == ')' || *p == ',');
        if (end) {
            start = asm_skip_blanks(start);
            if (*count < PARAM_CAP && (*p == ',' || *count || start < p)) {
                args[(*count)++] = arena_strndup(cpp->arena, start, p > start ? (size_t)(p - start) : 0);
            }
            if (*p == ')') {
                return p + 1;
            }
            start = p + 1;
        }
        depth += *p == '(';
        depth -= *p == ')';
        p = *p == '"' ? asm_skip_quoted(p) : p + 1;
    }
    return NULL;
}

static void replace_params(struct buf *out, const struct define *define, const char *const *args,
                           size_t count)
{
    for (const char *p = define->body; *p;) {
        size_t length = identifier(p);
        if (*p == '#' && p[1] == '#') {
            p = asm_skip_blanks(p + 2);
            while (out->count && out->data[out->count - 1] == ' ') {
                out->data[--out->count] = '\0';
            }
            continue;
        }
        size_t i = define->param_count;
        if (length) {
            for (i = 0; i < define->param_count; i++) {
                if (strlen(define->params[i]) == length && memcmp(define->params[i], p, length) == 0) {
                    break;
                }
            }
        }
        if (i < define->param_count) {
            buf_add(out, i < count ? args[i] : "");
        } else {
            buf_addn(out, p, length ? length : 1);
        }
        p += length ? length : 1;
    }
}

/* Expands the use of a macro whose name ends at `p`; returns past it, or NULL if it is none. */
static const char *expand_use(struct cpp *cpp, struct buf *out, const struct define *define, const char *p,
                              int depth)
{
    struct buf body = {0};
    if (define->function) {
        const char *args[PARAM_CAP];
        size_t count;
        p = asm_skip_blanks(p);
        p = *p == '(' ? read_args(cpp, p, args, &count) : NULL;
        if (!p) {
            return NULL;
        }
        replace_params(&body, define, args, count);
    } else {
        buf_add(&body, define->body);
    }
    expand(cpp, out, buf_text(&body), depth + 1);
    buf_free(&body);
    return p;
}

static void expand(struct cpp *cpp, struct buf *out, const char *text, int depth)
{
    for (const char *p = text; *p;) {
        if (out->count > ASM_LINE_CAP || cpp->uses > USES_CAP) {
            cpp->result.limit = true;
            return;
        }
        if (*p == '"') {
            const char *end = asm_skip_quoted(p);
            buf_addn(out, p, (size_t)(end - p));
            p = end;
            continue;
        }
        size_t length = identifier(p);
        const struct define *define = depth < RESCAN_CAP ? find(cpp, p, length) : NULL;
        const char *after = NULL;
        if (define) {
            struct define copy = *define;
            cpp->uses++;
            after = expand_use(cpp, out, &copy, p + length, depth);
        }
        if (!after) {
            after = p + (length ? length : 1);
            buf_addn(out, p, (size_t)(after - p));
        }
        p = after;
    }
}

/* ---- conditions ----------------------------------------------------------- */

static bool is_active(const struct cpp *cpp)
{
    return !cpp->conditions.count || cpp->conditions.data[cpp->conditions.count - 1].active;
}

/* "defined X" and "defined(X)" become 0 or 1 before anything is expanded. */
static void resolve_defined(struct cpp *cpp, struct buf *out, const char *text)
{
    for (const char *p = text; *p;) {
        size_t length = identifier(p);
        if (length == 7 && memcmp(p, "defined", 7) == 0) {
            p = asm_skip_blanks(p + 7);
            bool bracket = *p == '(';
            p = asm_skip_blanks(p + bracket);
            size_t name = identifier(p);
            buf_add(out, find(cpp, p, name) ? "1" : "0");
            p = asm_skip_blanks(p + name);
            p += bracket && *p == ')';
            continue;
        }
        length = length ? length : 1;
        buf_addn(out, p, length);
        p += length;
    }
}

static bool evaluate(struct cpp *cpp, const char *text)
{
    struct buf resolved = {0};
    struct buf expanded = {0};
    cpp->uses = 0;
    resolve_defined(cpp, &resolved, text);
    expand(cpp, &expanded, buf_text(&resolved), 0);
    struct asm_value value = asm_expr(NULL, buf_text(&expanded), NULL);
    buf_free(&resolved);
    buf_free(&expanded);
    return value.known && value.number != 0;
}

static void open_condition(struct cpp *cpp, bool value)
{
    bool outer = is_active(cpp);
    struct condition condition = {.outer = outer, .active = outer && value, .taken = value};
    VEC_PUSH(&cpp->conditions, condition);
}

static void next_branch(struct cpp *cpp, const char *condition_text)
{
    if (!cpp->conditions.count) {
        return;
    }
    struct condition *condition = &cpp->conditions.data[cpp->conditions.count - 1];
    bool value = !condition->taken && (!condition_text || evaluate(cpp, condition_text));
    condition->active = condition->outer && value;
    condition->taken |= value;
}

static bool is_defined(struct cpp *cpp, const char *text)
{
    text = asm_skip_blanks(text);
    return find(cpp, text, identifier(text)) != NULL;
}

enum directive { IF, IFDEF, IFNDEF, ELIF, ELSE, ENDIF, DEFINE, UNDEF, INCLUDE, ERROR };
static const char *const directives[] = {"if",     "ifdef", "ifndef",  "elif",  "else", "endif",
                                         "define", "undef", "include", "error", NULL};

static void note(uint32_t *first, uint32_t line)
{
    *first = *first ? *first : line;
}

static void obey(struct cpp *cpp, int directive, const char *rest, uint32_t line)
{
    bool active = is_active(cpp);
    switch (directive) {
    case IF: open_condition(cpp, active && evaluate(cpp, rest)); return;
    case IFDEF: open_condition(cpp, is_defined(cpp, rest)); return;
    case IFNDEF: open_condition(cpp, !is_defined(cpp, rest)); return;
    case ELIF: next_branch(cpp, rest); return;
    case ELSE: next_branch(cpp, NULL); return;
    case ENDIF: cpp->conditions.count -= cpp->conditions.count > 0; return;
    default: break;
    }
    if (!active) {
        return;
    }
    if (directive == DEFINE) {
        define_directive(cpp, rest);
    } else if (directive == UNDEF) {
        const char *name = asm_skip_blanks(rest);
        set(cpp, name, identifier(name), &(struct define){0});
    } else {
        note(directive == INCLUDE ? &cpp->result.include_line : &cpp->result.error_line, line);
    }
}

static void add_option(struct cpp *cpp, const char *option)
{
    const char *equals = strchr(option, '=');
    struct define define = {.body = equals ? equals + 1 : "1"};
    set(cpp, option, equals ? (size_t)(equals - option) : strlen(option), &define);
}

struct asm_cpp_result asm_cpp(struct arena *arena, struct asm_lines *lines, const char *const *defines,
                              size_t define_count)
{
    struct cpp cpp = {.arena = arena};
    add_option(&cpp, "__ASSEMBLER__"); /* what every C compiler's driver defines for a .S file */
    for (size_t i = 0; i < define_count; i++) {
        add_option(&cpp, defines[i]);
    }
    size_t kept = 0;
    struct buf out = {0};
    for (size_t i = 0; i < lines->count; i++) {
        struct asm_line line = lines->data[i];
        const char *p = asm_skip_blanks(line.text);
        if (*p == '#') {
            p = asm_skip_blanks(p + 1);
            size_t length = identifier(p);
            int directive = asm_find_word(p, length, directives);
            if (directive >= 0) {
                obey(&cpp, directive, p + length, line.line);
            }
            continue;
        }
        if (is_active(&cpp)) {
            buf_clear(&out);
            cpp.uses = 0;
            expand(&cpp, &out, line.text, 0);
            line.text =
                strcmp(buf_text(&out), line.text) == 0 ? line.text : arena_strdup(arena, buf_text(&out));
            lines->data[kept++] = line;
        }
    }
    lines->count = kept;
    buf_free(&out);
    str_free(&cpp.names);
    map_free(&cpp.by_name);
    VEC_FREE(&cpp.defines);
    VEC_FREE(&cpp.conditions);
    return cpp.result;
}
