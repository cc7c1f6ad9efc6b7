#include "report/excerpt.h"

#include "report/utf8.h"

#define TAB 8

/*
 * Copies the line and returns how many columns its first `prefix` bytes take; the whole
 * line, if it is shorter.
 */
static size_t put_line(struct buf *out, const struct source_line *line, size_t prefix)
{
    const char *end = line->text + line->length;
    size_t column = 0;
    size_t wanted = 0;
    for (const char *at = line->text; at < end;) {
        wanted = (size_t)(at - line->text) <= prefix ? column : wanted;
        uint32_t character = utf8_next(&at, end);
        if (character == '\t') {
            size_t next = (column / TAB + 1) * TAB;
            for (; column < next; column++) {
                buf_add(out, " ");
            }
        } else {
            character = utf8_is_control(character) ? UTF8_REPLACEMENT : character;
            utf8_put(out, character);
            column += utf8_width(character);
        }
    }
    return prefix >= line->length ? column : wanted;
}

bool excerpt_read(struct excerpt *excerpt, struct sources *sources, const struct loc *loc)
{
    struct source_line line;
    if (!loc->file || !source_line(sources, loc->file, loc->line, &line) || line.length > SOURCE_LINE_CAP) {
        return false;
    }
    while (line.length && (line.text[line.length - 1] == ' ' || line.text[line.length - 1] == '\t')) {
        line.length--;
    }
    size_t start = loc->column ? loc->column - 1 : 0;
    size_t stop = loc->end_line == loc->line && loc->end_column ? loc->end_column - 1 : start;
    stop = loc->end_line > loc->line ? line.length : stop;
    buf_clear(&excerpt->line);
    buf_clear(&excerpt->marks);
    size_t last = put_line(&excerpt->line, &line, stop);
    buf_clear(&excerpt->line);
    excerpt->indent = put_line(&excerpt->line, &line, start);
    buf_add(&excerpt->marks, "^");
    for (size_t column = excerpt->indent + 1; column < last; column++) {
        buf_add(&excerpt->marks, "~");
    }
    return true;
}

void excerpt_free(struct excerpt *excerpt)
{
    buf_free(&excerpt->line);
    buf_free(&excerpt->marks);
}
