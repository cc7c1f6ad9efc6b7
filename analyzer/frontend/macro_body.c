#include "frontend/macro_body.h"

#include "frontend/source_text.h"

#include <ctype.h>
#include <string.h>

enum { PARAMETERS_MAX = 12 };

static size_t name_length(const char *at)
{
    size_t length = 0;
    while (isalnum((unsigned char)at[length]) || at[length] == '_') {
        length++;
    }
    return length;
}

/* asm, __asm, __asm__ as a word of its own. */
static bool holds_asm(const char *at, const char *end)
{
    while (at < end) {
        size_t length = name_length(at);
        if (!length) {
            at++;
            continue;
        }
        if ((length == 3 && strncmp(at, "asm", 3) == 0) || (length == 5 && strncmp(at, "__asm", 5) == 0) ||
            (length == 7 && strncmp(at, "__asm__", 7) == 0)) {
            return true;
        }
        at += length;
    }
    return false;
}

/* "(a, b)" at the name's end: their number, or -1 for a list that is not understood. */
static int read_parameters(const char **text, const char *end)
{
    const char *at = *text;
    const char *close = at < end && *at == '(' ? memchr(at, ')', (size_t)(end - at)) : NULL;
    if (!close) {
        return -1;
    }
    bool any = false;
    int count = 1;
    for (const char *in = at + 1; in < close; in++) {
        any |= name_length(in) > 0;
        count += *in == ',';
        if (*in == '.') {
            return -1;
        }
    }
    *text = close + 1;
    return any ? count : 0;
}

static void take_define(struct macro_bodies *bodies, const char *at, const char *end, unsigned line,
                        struct macro_known known, struct arena *arena)
{
    size_t length = name_length(at);
    struct macro_body body = {.name = arena_strndup(arena, at, length), .line = line};
    at += length;
    body.has_parentheses = at < end && *at == '(';
    int count = body.has_parentheses ? read_parameters(&at, end) : 0;
    if (!length || count < 0 || count > PARAMETERS_MAX) {
        return;
    }
    body.parameters = (unsigned)count;
    body.use = macro_use_of(known, body.name, body.parameters);
    if (body.use == MACRO_IGNORED && holds_asm(at, end)) {
        body.use = MACRO_STATEMENT;
    }
    bool is_function = body.has_parentheses || holds_asm(at, end);
    if (body.use == MACRO_IGNORED || !is_function || bodies->data.count >= MACRO_BODIES_MAX) {
        return;
    }
    for (size_t i = 0; i < bodies->data.count; i++) { /* defined again: the last definition holds */
        if (strcmp(bodies->data.data[i].name, body.name) == 0) {
            bodies->data.data[i] = body;
            return;
        }
    }
    VEC_PUSH(&bodies->data, body);
}

static bool is_skipped(const struct excluded_range *skipped, size_t count, unsigned line)
{
    for (size_t i = 0; i < count; i++) {
        if (skipped[i].begin <= line && line < skipped[i].end) {
            return true;
        }
    }
    return false;
}

void macro_bodies_find(struct macro_bodies *bodies, const char *text, const struct excluded_range *skipped,
                       size_t skipped_count, struct macro_known known, struct arena *arena)
{
    unsigned line = 1;
    bool in_comment = false;
    for (const char *at = text; *at;) {
        const char *end = source_line_end(at);
        const char *word = source_skip_blanks(at);
        word = *word == '#' && !in_comment ? source_skip_blanks(word + 1) : "";
        if (strncmp(word, "define", 6) == 0 && (word[6] == ' ' || word[6] == '\t') &&
            !is_skipped(skipped, skipped_count, line)) {
            take_define(bodies, source_skip_blanks(word + 6), end, line, known, arena);
        }
        in_comment = source_in_comment(at, end, in_comment);
        for (; at < end; at++) {
            line += *at == '\n';
        }
        line += *at == '\n';
        at += *at == '\n';
    }
}

static void append_use(const struct macro_body *body, struct buf *out)
{
    buf_add(out, body->name);
    for (unsigned i = 0; i < body->parameters; i++) {
        buf_addf(out, "%sp%u", i ? ", " : "(", i);
    }
    buf_add(out, body->parameters ? ")" : body->has_parentheses ? "()" : "");
}

void macro_bodies_append(struct macro_bodies *bodies, const char *text, struct buf *out)
{
    buf_clear(out);
    buf_add(out, text);
    buf_add(out, "\n\n");
    bodies->first_line = 1;
    for (const char *at = buf_text(out); (at = strchr(at, '\n')) != NULL; at++) {
        bodies->first_line++;
    }
    for (size_t i = 0; i < bodies->data.count; i++) {
        const struct macro_body *body = &bodies->data.data[i];
        if (!body->dropped) {
            bool value = body->use == MACRO_VALUE;
            buf_addf(out, "static unsigned long " MACRO_BODY_PREFIX "%s(", body->name);
            for (unsigned j = 0; j < body->parameters; j++) {
                buf_addf(out, "%sunsigned long p%u", j ? ", " : "", j);
            }
            buf_add(out, body->parameters ? ") { " : "void) { ");
            buf_add(out, value ? "unsigned long result = " : "");
            append_use(body, out);
            buf_add(out, value ? "; return result; }" : "; return 0; }");
        }
        buf_add(out, "\n");
    }
}

const struct macro_body *macro_bodies_at(const struct macro_bodies *bodies, unsigned line)
{
    bool is_one =
        bodies->first_line && line >= bodies->first_line && line - bodies->first_line < bodies->data.count;
    return is_one ? &bodies->data.data[line - bodies->first_line] : NULL;
}

bool macro_bodies_refuse(struct macro_bodies *bodies, unsigned line)
{
    if (!macro_bodies_at(bodies, line)) {
        return false;
    }
    struct macro_body *body = &bodies->data.data[line - bodies->first_line];
    body->dropped = body->use != MACRO_VALUE;
    body->use = MACRO_STATEMENT;
    return true;
}
