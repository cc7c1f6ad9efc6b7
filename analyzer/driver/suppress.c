#include "driver/suppress.h"

#include "base/buf.h"
#include "base/str.h"

#include <string.h>

enum { SOURCE_SIZE_MAX = 64 * 1024 * 1024 };

/* Does the list in brackets at `at` name the code? `end` gets the text after the bracket. */
static bool lists_code(const char *at, const char *code, const char **end)
{
    if (*at != '[') {
        return false;
    }
    at++;
    bool found = false;
    while (*at && *at != ']' && *at != '\n') {
        size_t length = strcspn(at, ",] \n");
        found |= length > 0 && strncmp(at, code, length) == 0;
        at += length;
        while (*at == ',' || *at == ' ') {
            at++;
        }
    }
    *end = *at == ']' ? at + 1 : at;
    return found;
}

static const char *reason_at(const char *text, struct arena *run)
{
    while (*text == ' ') {
        text++;
    }
    size_t length = strcspn(text, "\r\n");
    const char *close = strstr(text, "*/");
    if (close && (size_t)(close - text) < length) {
        length = (size_t)(close - text);
    }
    while (length && text[length - 1] == ' ') {
        length--;
    }
    return length ? arena_strndup(run, text, length) : NULL;
}

/* A comment on the line that starts at `line`, in the given form. */
static bool line_suppresses(const char *line, const char *form, const char *code, const char **rest)
{
    size_t length = strcspn(line, "\n");
    const char *mark = "critlint: ";
    for (const char *at = line; (size_t)(at - line) + strlen(mark) < length; at++) {
        if (strncmp(at, mark, strlen(mark)) == 0) {
            at += strlen(mark);
            return strncmp(at, form, strlen(form)) == 0 && lists_code(at + strlen(form), code, rest);
        }
    }
    return false;
}

static const char *line_start(const char *text, uint32_t line)
{
    while (--line && text) {
        text = strchr(text, '\n');
        text = text ? text + 1 : NULL;
    }
    return text;
}

static void mark(struct finding *finding, const char *text, struct arena *run)
{
    const char *code = finding->rule->code;
    const char *rest = NULL;
    uint32_t number = finding->loc.line;
    const char *line = number ? line_start(text, number) : NULL;
    const char *before = number > 1 ? line_start(text, number - 1) : NULL;
    bool found = (line && line_suppresses(line, "ignore", code, &rest)) ||
                 (before && line_suppresses(before, "ignore-next-line", code, &rest));
    for (const char *at = strstr(text, "critlint: ignore-file"); at && !found;
         at = strstr(at + 1, "critlint: ignore-file")) {
        found = line_suppresses(at, "ignore-file", code, &rest);
    }
    if (found) {
        finding->suppressed = true;
        finding->justification = reason_at(rest, run);
    }
}

void suppress_mark(struct finding_list *findings, struct arena *run)
{
    struct buf text = {0};
    const char *loaded = NULL;
    for (size_t i = 0; i < findings->count; i++) { /* sorted: each file is read once */
        struct finding *finding = &findings->data[i];
        if (!loaded || strcmp(loaded, finding->loc.file) != 0) {
            loaded = finding->loc.file;
            buf_read_file(&text, loaded, SOURCE_SIZE_MAX);
        }
        if (strstr(buf_text(&text), "critlint: ")) {
            mark(finding, buf_text(&text), run);
        }
    }
    buf_free(&text);
}
