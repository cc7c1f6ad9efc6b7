#include "driver/suppress_text.h"

#include "base/str.h"

#include <ctype.h>
#include <string.h>

enum { NESTING_MAX = 64 };

struct reader {
    struct suppressions *list;
    struct arena *run;
    const char *file;
    bool assembly;
    const char *line; /* the current one */
    size_t length;
    uint32_t number;
    const char *define;       /* the macro whose definition the line is part of, or NULL */
    bool define_goes_on;      /* the line ends with a backslash */
    size_t next_line;         /* 1 + index of a suppression that waits for its line, or 0 */
    bool counts[NESTING_MAX]; /* of the open #ifs: an include guard does not */
    unsigned depth;
    bool guard_opens; /* the directive before was an #ifndef outside of all others */
    bool any_directive;
};

/* ---- preprocessing ----------------------------------------------------------------------------- */

static bool conditional(const struct reader *reader)
{
    for (unsigned i = 0; i < reader->depth && i < NESTING_MAX; i++) {
        if (reader->counts[i]) {
            return true;
        }
    }
    return false;
}

static void open_condition(struct reader *reader, bool counts)
{
    if (reader->depth < NESTING_MAX) {
        reader->counts[reader->depth] = counts;
    }
    reader->depth++;
}

static bool is_word(const char *at, const char *word)
{
    size_t length = strlen(word);
    return strncmp(at, word, length) == 0 && !isalnum((unsigned char)at[length]) && at[length] != '_';
}

/* What is open at this line, and which macro it defines. */
static void read_directive(struct reader *reader)
{
    const char *at = reader->line + strspn(reader->line, " \t");
    if (reader->define_goes_on) {
        return;
    }
    reader->define = NULL;
    if (*at != '#') {
        return;
    }
    at += 1 + strspn(at + 1, " \t");
    bool guarded = reader->guard_opens;
    reader->guard_opens = false;
    if (is_word(at, "ifndef")) {
        reader->guard_opens = !reader->any_directive;
        open_condition(reader, true);
    } else if (is_word(at, "if") || is_word(at, "ifdef")) {
        open_condition(reader, true);
    } else if (is_word(at, "endif") && reader->depth) {
        reader->depth--;
    } else if (is_word(at, "define")) {
        at += strlen("define");
        at += strspn(at, " \t");
        size_t length = 0;
        while (isalnum((unsigned char)at[length]) || at[length] == '_') {
            length++;
        }
        reader->define = arena_strndup(reader->run, at, length);
        if (guarded && reader->depth == 1) {
            reader->counts[0] = false;
        }
    }
    reader->any_directive = true;
}

/* ---- comments ---------------------------------------------------------------------------------- */

static struct loc range(const struct reader *reader, const char *from, const char *to)
{
    return (struct loc){.file = reader->file,
                        .line = reader->number,
                        .column = (uint32_t)(from - reader->line) + 1,
                        .end_line = reader->number,
                        .end_column = (uint32_t)(to - reader->line) + 1};
}

/* The comment that `mark` stands in, or NULL: where the line says that it begins. */
static const char *comment_start(const struct reader *reader, const char *mark)
{
    const char *first = reader->line + strspn(reader->line, " \t");
    for (const char *at = reader->line; at + 1 < mark; at++) {
        if (at[0] == '/' && (at[1] == '/' || at[1] == '*')) {
            return at;
        }
    }
    return reader->assembly || *first == '*' ? mark : NULL;
}

/* A comment with nothing else in it goes; on a line of its own the line goes too. */
static struct loc deleted(const struct reader *reader, const char *comment, const char *mark, const char *end)
{
    const char *from = comment;
    bool block = comment[0] == '/' && comment[1] == '*';
    const char *close = block && str_has_prefix(end, "*/") ? end + strlen("*/") : NULL;
    const char *to = close ? close : reader->line + reader->length;
    bool alone = from + 2 + strspn(from + 2, " \t") == mark && (close || !block);
    if (!alone) {
        return range(reader, mark, end); /* other words stand beside it */
    }
    while (from > reader->line && (from[-1] == ' ' || from[-1] == '\t')) {
        from--;
    }
    const char *rest = to + strspn(to, " \t\r");
    if (from == reader->line && rest == reader->line + reader->length) {
        struct loc loc = range(reader, from, from);
        loc.end_line++;
        return loc;
    }
    return from == reader->line ? range(reader, comment, rest) : range(reader, from, to);
}

/* The words in the brackets at `at`; what follows the bracket, or NULL if they are none. */
static const char *read_items(struct reader *reader, struct suppression *into, const char *at)
{
    const char *end = reader->line + reader->length;
    if (*at++ != '[') {
        return NULL;
    }
    while (at < end && *at != ']') {
        size_t length = strcspn(at, ",] \t\r\n");
        if (length) {
            struct suppress_item item = {.word = arena_strndup(reader->run, at, length),
                                         .loc = range(reader, at, at + length)};
            VEC_PUSH(&into->items, item);
        }
        at += length;
        at += strspn(at, ", \t");
        if (at < end && *at == '\r') {
            break;
        }
    }
    return at < end && *at == ']' && into->items.count ? at + 1 : NULL;
}

static void read_form(struct reader *reader, struct suppression *into, const char *word, size_t length)
{
    static const struct {
        const char *word;
        enum suppress_form form;
    } forms[] = {
        {"ignore", SUPPRESS_LINE}, {"ignore-next-line", SUPPRESS_LINE}, {"ignore-file", SUPPRESS_FILE}};
    into->form = SUPPRESS_MALFORMED;
    for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
        if (strlen(forms[i].word) == length && strncmp(forms[i].word, word, length) == 0) {
            into->form = forms[i].form;
            into->line = reader->number + (i == 1);
        }
    }
    if (into->form == SUPPRESS_LINE && into->line == reader->number && reader->define) {
        into->form = SUPPRESS_MACRO;
        into->macro = reader->define;
    }
}

static void read_mark(struct reader *reader, const char *mark)
{
    const char *word = mark + strlen("critlint:");
    word += strspn(word, " \t");
    const char *comment = comment_start(reader, mark);
    if (!comment || !str_has_prefix(word, "ignore")) {
        return;
    }
    const char *end = reader->line + reader->length;
    const char *close = strstr(word, "*/");
    end = close && close < end ? close : end;
    struct suppression found = {.line = reader->number, .conditional = conditional(reader)};
    size_t length = 0;
    while (isalpha((unsigned char)word[length]) || word[length] == '-') {
        length++;
    }
    read_form(reader, &found, word, length);
    const char *reason = read_items(reader, &found, word + length);
    if (!reason) {
        found.form = SUPPRESS_MALFORMED;
    }
    const char *last = end;
    while (last > word && strchr(" \t\r\\", last[-1])) {
        last--;
    }
    if (reason) {
        reason += strspn(reason, " \t");
        found.reason = reason < last ? arena_strndup(reader->run, reason, (size_t)(last - reason)) : NULL;
    }
    found.loc = range(reader, mark, last);
    found.comment = deleted(reader, comment, mark, end);
    VEC_PUSH(reader->list, found);
    if (found.form == SUPPRESS_LINE && found.line > reader->number) {
        reader->next_line = reader->list->count;
    }
}

static void read_line(struct reader *reader)
{
    bool waits = reader->next_line != 0;
    read_directive(reader);
    if (waits && reader->define) {
        struct suppression *suppression = &reader->list->data[reader->next_line - 1];
        suppression->form = SUPPRESS_MACRO;
        suppression->macro = reader->define;
    }
    reader->next_line = 0;
    const char *mark = memmem(reader->line, reader->length, "critlint:", strlen("critlint:"));
    if (mark) {
        read_mark(reader, mark);
    }
    size_t length = reader->length;
    while (length && reader->line[length - 1] == '\r') {
        length--;
    }
    reader->define_goes_on = reader->define && length && reader->line[length - 1] == '\\';
}

void suppress_read(struct suppressions *list, struct arena *run, const char *file, const char *text,
                   bool assembly)
{
    struct reader reader = {.list = list, .run = run, .file = file, .assembly = assembly};
    if (!strstr(text, "critlint:")) {
        return;
    }
    for (const char *line = text; *line; line += *line == '\n') {
        reader.line = line;
        reader.length = strcspn(line, "\n");
        reader.number++;
        read_line(&reader);
        line += reader.length;
    }
}

void suppress_free(struct suppressions *list)
{
    for (size_t i = 0; i < list->count; i++) {
        VEC_FREE(&list->data[i].items);
    }
    VEC_FREE(list);
}
