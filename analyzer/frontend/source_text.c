#include "frontend/source_text.h"

#include <string.h>

const char *source_skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\t') {
        at++;
    }
    return at;
}

/* A file with CR LF line ends joins them as others do. */
static bool is_joined(const char *start, const char *newline)
{
    newline -= newline > start && newline[-1] == '\r';
    return newline > start && newline[-1] == '\\';
}

const char *source_line_end(const char *at)
{
    const char *newline = strchr(at, '\n');
    while (newline && is_joined(at, newline)) {
        newline = strchr(newline + 1, '\n');
    }
    return newline ? newline : at + strlen(at);
}

bool source_in_comment(const char *at, const char *end, bool inside)
{
    for (; at < end; at++) {
        if (inside) {
            inside = !(at[0] == '*' && at + 1 < end && at[1] == '/');
            at += !inside;
        } else if (at[0] == '/' && at + 1 < end && at[1] == '/') {
            return false;
        } else if (at[0] == '/' && at + 1 < end && at[1] == '*') {
            inside = true;
            at++;
        } else if (*at == '"') {
            for (at++; at < end && *at != '"'; at++) {
                at += *at == '\\';
            }
        }
    }
    return inside;
}

static const char *skip_literal(const char *at)
{
    char quote = *at;
    for (at++; *at && *at != quote && *at != '\n'; at++) {
        at += at[0] == '\\' && at[1];
    }
    return *at == quote ? at + 1 : at;
}

static const char *skip_comment(const char *at)
{
    const char *end = at[1] == '/' ? source_line_end(at) : strstr(at + 2, "*/");
    return !end ? at + strlen(at) : at[1] == '/' ? end : end + 2;
}

/* Behind what is no code: a directive, or of a #define the part before its body. */
static const char *skip_directive(const char *at)
{
    const char *name = source_skip_blanks(at + 1);
    if (strncmp(name, "define", strlen("define")) != 0) {
        return source_line_end(at);
    }
    name = source_skip_blanks(name + strlen("define"));
    name += strcspn(name, " \t(\r\n\\");
    return *name == '(' ? name + strcspn(name, ")\n") : name;
}

static void blank_to(struct buf *out, const char *at, const char *end)
{
    for (; at < end; at++) {
        buf_add(out, *at == '\n' ? "\n" : " ");
    }
}

void source_blank(struct buf *out, const char *text)
{
    bool line_start = true;
    const char *body_end = NULL; /* of the macro that is passed */
    buf_clear(out);
    while (*text) {
        const char *end = text;
        if (text[0] == '/' && (text[1] == '/' || text[1] == '*')) {
            end = skip_comment(text);
        } else if (*text == '"' || *text == '\'') {
            end = skip_literal(text);
        } else if (line_start && *text == '#') {
            end = skip_directive(text);
            body_end = source_line_end(text);
            body_end = end + strspn(end, " \t\r") < body_end ? body_end : NULL;
        } else if (text == body_end) { /* a macro's body ends here, and is not joined to what follows */
            buf_add(out, ";");
            line_start = true;
            text++;
            continue;
        }
        if (end > text) {
            blank_to(out, text, end);
            text = end;
            continue;
        }
        line_start = *text == '\n' || (line_start && (*text == ' ' || *text == '\t'));
        buf_addn(out, text++, 1);
    }
}
