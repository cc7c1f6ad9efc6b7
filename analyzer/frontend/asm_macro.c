#include "frontend/asm_macro.h"

#include "base/buf.h"
#include "frontend/asm_expr.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>

void asm_macro_params(struct arena *arena, struct asm_macro *macro, const char *text)
{
    const char *p = asm_skip_blanks(text);
    while (*p && macro->param_count < ASM_PARAM_CAP) {
        p += *p == '$';
        size_t length = 0;
        while (asm_is_name(p[length]) && p[length] != '$') {
            length++;
        }
        if (length == 0) {
            p++;
            continue;
        }
        struct asm_param param = {.name = arena_strndup(arena, p, length), .fallback = ""};
        p = asm_skip_blanks(p + length);
        if (*p == ':') {
            param.vararg = strncasecmp(p + 1, "vararg", 6) == 0;
            p += 1 + asm_name_length(p + 1);
        }
        if (*p == '=') {
            const char *start = ++p;
            while (*p && *p != ',' && !asm_is_blank(*p)) {
                p = *p == '"' ? asm_skip_quoted(p) : p + 1;
            }
            size_t quoted = *start == '"' && p > start + 1;
            param.fallback = arena_strndup(arena, start + quoted, (size_t)(p - start) - 2 * quoted);
        }
        macro->params[macro->param_count++] = param;
        p = asm_skip_blanks(p);
        p += *p == ',';
        p = asm_skip_blanks(p);
    }
}

/* ---- arguments ------------------------------------------------------------ */

/* The end of an operand. Blanks separate in GNU as, unless an operator stands beside them. */
static const char *operand_end(const char *p, bool blanks)
{
    int depth = 0;
    while (*p) {
        if (*p == '"' || *p == '\'') {
            p = asm_skip_quoted(p);
            continue;
        }
        if (depth <= 0 && *p == ',') {
            return p;
        }
        if (depth <= 0 && blanks && asm_is_blank(*p)) {
            const char *next = asm_skip_blanks(p);
            if (!*next || *next == ',' || !(strchr("+-*/&|<>=!", *next) || strchr("+-*/&|<>=!", p[-1]))) {
                return p;
            }
            p = next;
            continue;
        }
        depth += *p == '(' || *p == '[' || *p == '{';
        depth -= *p == ')' || *p == ']' || *p == '}';
        p++;
    }
    return p;
}

static const char *unquote(struct arena *arena, const char *text, size_t length)
{
    while (length && asm_is_blank(text[length - 1])) {
        length--;
    }
    bool quoted = length >= 2 && ((text[0] == '"' && text[length - 1] == '"') ||
                                  (text[0] == '<' && text[length - 1] == '>'));
    return arena_strndup(arena, text + quoted, length - 2 * (size_t)quoted);
}

static size_t param_named(const struct asm_macro *macro, const char *name, size_t length)
{
    for (size_t i = 0; i < macro->param_count; i++) {
        if (strlen(macro->params[i].name) == length && memcmp(macro->params[i].name, name, length) == 0) {
            return i;
        }
    }
    return macro->param_count;
}

void asm_macro_args(struct arena *arena, const struct asm_macro *macro, const struct asm_syntax *syntax,
                    const char *label, const char *text, struct asm_symbols *symbols, const char **values)
{
    for (size_t i = 0; i < macro->param_count; i++) {
        values[i] = macro->params[i].fallback;
    }
    size_t next = 0;
    if (macro->has_label) {
        values[next++] = label ? label : "";
    }
    const char *p = asm_skip_blanks(text);
    while (*p && next < macro->param_count) {
        const char *end =
            macro->params[next].vararg ? p + strlen(p) : operand_end(p, syntax->dialect == ASM_GNU);
        size_t target = next;
        size_t name = asm_name_length(p);
        if (syntax->dialect == ASM_GNU && name && p[name] == '=' && p[name + 1] != '=' &&
            param_named(macro, p, name) < macro->param_count) {
            target = param_named(macro, p, name);
            p += name + 1;
        } else {
            next++;
        }
        struct asm_value value = {0};
        if (symbols && *p == '%') {
            value = asm_expr(symbols, p + 1, NULL);
        }
        if (value.known && value.symbol == IR_NONE) {
            values[target] = arena_printf(arena, "%" PRId64, value.number);
        } else if (end > p) {
            values[target] = unquote(arena, p, (size_t)(end - p));
        }
        p = asm_skip_blanks(end);
        p += *p == ',';
        p = asm_skip_blanks(p);
    }
}

/* ---- bodies --------------------------------------------------------------- */

struct body {
    const struct asm_macro *macro;
    const char *const *values;
    uint32_t serial;
    struct buf out;
};

/* "\name", "\@", "\()" of GNU as; "\1" of IAR. Returns past it. */
static const char *backslash(struct body *body, const char *p)
{
    if (p[1] == '@') {
        buf_addf(&body->out, "%u", body->serial);
        return p + 2;
    }
    if (p[1] == '(' && p[2] == ')') {
        return p + 3;
    }
    size_t length = 0;
    while (isalnum((unsigned char)p[1 + length]) || p[1 + length] == '_') {
        length++;
    }
    size_t i = param_named(body->macro, p + 1, length);
    if (i == body->macro->param_count && length == 1 && isdigit((unsigned char)p[1])) {
        i = (size_t)(p[1] - '1');
    }
    if (length && i < body->macro->param_count) {
        buf_add(&body->out, body->values[i]);
        return p + 1 + length;
    }
    buf_addn(&body->out, p, 1);
    return p + 1;
}

/* armasm's "$name" and "$name." (the dot ends the name). */
static const char *dollar(struct body *body, const char *p)
{
    size_t length = 0;
    while (isalnum((unsigned char)p[1 + length]) || p[1 + length] == '_') {
        length++;
    }
    size_t i = param_named(body->macro, p + 1, length);
    if (!length || i == body->macro->param_count) {
        buf_addn(&body->out, p, 1);
        return p + 1;
    }
    buf_add(&body->out, body->values[i]);
    p += 1 + length;
    return *p == '.' ? p + 1 : p;
}

const char *asm_macro_line(struct arena *arena, const struct asm_macro *macro,
                           const struct asm_syntax *syntax, bool plain_names, const char *const *values,
                           uint32_t serial, const char *line)
{
    struct body body = {.macro = macro, .values = values, .serial = serial};
    for (const char *p = line; *p && body.out.count < ASM_LINE_CAP;) {
        if (*p == '\\') {
            p = backslash(&body, p);
        } else if (*p == '$' && syntax->dialect == ASM_ARMASM) {
            p = dollar(&body, p);
        } else {
            size_t length = plain_names ? asm_name_length(p) : 0;
            size_t i = length ? param_named(macro, p, length) : macro->param_count;
            length = length ? length : 1;
            if (i < macro->param_count) {
                buf_add(&body.out, values[i]);
            } else {
                buf_addn(&body.out, p, length);
            }
            p += length;
        }
    }
    const char *text = arena_strdup(arena, buf_text(&body.out));
    buf_free(&body.out);
    return text;
}
