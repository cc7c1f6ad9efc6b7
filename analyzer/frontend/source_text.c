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

bool source_next_directive(struct source_walk *walk, struct source_directive *directive)
{
    while (*walk->at) {
        const char *at = source_skip_blanks(walk->at);
        const char *end = source_line_end(walk->at);
        bool found = *at == '#' && !walk->in_comment;
        directive->line = walk->line++;
        for (const char *c = walk->at; c < end; c++) {
            walk->line += *c == '\n';
        }
        walk->in_comment = source_in_comment(walk->at, end, walk->in_comment);
        walk->at = *end ? end + 1 : end;
        if (found) {
            directive->name = source_skip_blanks(at + 1);
            directive->name_length = strspn(directive->name, "abcdefghijklmnopqrstuvwxyz");
            directive->rest = directive->name + directive->name_length;
            directive->end = end;
            return true;
        }
    }
    return false;
}

bool source_directive_is(const struct source_directive *directive, const char *name)
{
    return strlen(name) == directive->name_length &&
           strncmp(directive->name, name, directive->name_length) == 0;
}

bool source_opens_condition(const struct source_directive *directive)
{
    return source_directive_is(directive, "if") || source_directive_is(directive, "ifdef") ||
           source_directive_is(directive, "ifndef");
}

const char *source_included(const struct source_directive *directive, size_t *length)
{
    const char *at = source_skip_blanks(directive->rest);
    if (!source_directive_is(directive, "include") || (*at != '"' && *at != '<')) {
        return NULL;
    }
    *length = strcspn(at + 1, "\">\n");
    return *length && at[*length + 1] && at[*length + 1] != '\n' ? at + 1 : NULL;
}

const char *source_skip_literal(const char *at)
{
    char quote = *at;
    for (at++; *at && *at != quote && *at != '\n'; at++) {
        at += at[0] == '\\' && at[1];
    }
    return *at == quote ? at + 1 : at;
}

const char *source_skip_comment(const char *at)
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
            end = source_skip_comment(text);
        } else if (*text == '"' || *text == '\'') {
            end = source_skip_literal(text);
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
