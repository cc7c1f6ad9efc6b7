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
