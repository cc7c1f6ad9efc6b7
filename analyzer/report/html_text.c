/* Words, places and lines of source on the page. */
#include "report/html.h"
#include "report/markup.h"
#include "report/path.h"

#include <ctype.h>
#include <string.h>

#define CONTEXT 3 /* lines before and after */

/* The end of a quoted name that begins at `open`, or NULL: "the handler's" opens none. */
static const char *closing_quote(const char *text, const char *open)
{
    if (open != text && isalnum((unsigned char)open[-1])) {
        return NULL;
    }
    const char *close = strchr(open + 1, '\'');
    while (close && isalnum((unsigned char)close[1])) {
        close = strchr(close + 1, '\'');
    }
    return close && close > open + 1 ? close : NULL;
}

void html_put_message(struct html *html, const char *text)
{
    const char *from = text;
    for (const char *at = strchr(text, '\''); at; at = strchr(at + 1, '\'')) {
        const char *close = closing_quote(text, at);
        if (close) {
            markup_putn(&html->page, from, (size_t)(at - from));
            buf_add(&html->page, "<code>");
            markup_putn(&html->page, at + 1, (size_t)(close - at - 1));
            buf_add(&html->page, "</code>");
            from = close + 1;
            at = close;
        }
    }
    markup_put(&html->page, from);
}

void html_put_prose(struct html *html, const char *text)
{
    bool code = false;
    for (;;) {
        size_t length = strcspn(text, "`");
        markup_putn(&html->page, text, length);
        if (!text[length]) {
            break;
        }
        code = !code;
        buf_add(&html->page, code ? "<code>" : "</code>");
        text += length + 1;
    }
    buf_add(&html->page, code ? "</code>" : "");
}

void html_put_place(struct html *html, const struct loc *loc)
{
    if (loc->file && loc->file[0]) {
        struct buf path = {0};
        path_in_root(&path, html->in->base, loc->file);
        markup_put(&html->page, buf_text(&path));
        if (loc->line) {
            buf_addf(&html->page, ":%u", loc->line);
        }
        buf_free(&path);
    }
}

/* Tabs stay, so that the page's own width of them applies. */
static void put_code(struct html *html, const char *text, size_t length)
{
    const char *end = text + length;
    while (text < end) {
        const char *tab = memchr(text, '\t', (size_t)(end - text));
        const char *stop = tab ? tab : end;
        markup_putn(&html->page, text, (size_t)(stop - text));
        if (tab) {
            buf_add(&html->page, "\t");
        }
        text = tab ? tab + 1 : end;
    }
}

static bool line_of(struct html *html, const char *file, uint32_t number, struct source_line *line)
{
    if (!file || !number || !source_line(&html->sources, file, number, line) ||
        line->length > SOURCE_LINE_CAP) {
        return false;
    }
    while (line->length && strchr(" \t\r", line->text[line->length - 1])) {
        line->length--;
    }
    return true;
}

static void put_marked(struct html *html, const struct source_line *line, const struct loc *loc)
{
    size_t start = loc->column ? loc->column - 1 : 0;
    size_t stop = loc->end_line > loc->line ? line->length : loc->end_column ? loc->end_column - 1 : 0;
    start = start < line->length ? start : line->length;
    stop = stop < line->length ? stop : line->length;
    if (stop <= start) {
        put_code(html, line->text, line->length);
        return;
    }
    put_code(html, line->text, start);
    buf_add(&html->page, "<mark>");
    put_code(html, line->text + start, stop - start);
    buf_add(&html->page, "</mark>");
    put_code(html, line->text + stop, line->length - stop);
}

bool html_put_line(struct html *html, const struct loc *loc)
{
    struct source_line line;
    if (!line_of(html, loc->file, loc->line, &line)) {
        return false;
    }
    struct loc at = *loc;
    while (line.length && strchr(" \t", *line.text)) { /* one line alone needs no indent */
        line.text++;
        line.length--;
        at.column -= at.column > 1;
        at.end_column -= at.end_column > 1;
    }
    buf_add(&html->page, "<pre class=\"line\" tabindex=\"0\">");
    put_marked(html, &line, &at);
    buf_add(&html->page, "</pre>");
    return true;
}

void html_put_excerpt(struct html *html, const struct loc *loc)
{
    struct source_line line;
    if (!line_of(html, loc->file, loc->line, &line)) {
        return;
    }
    uint32_t first = loc->line > CONTEXT ? loc->line - CONTEXT : 1;
    buf_add(&html->page, "<pre class=\"source\" tabindex=\"0\">");
    for (uint32_t i = first; i <= loc->line + CONTEXT && line_of(html, loc->file, i, &line); i++) {
        buf_addf(&html->page, "<span class=\"row%s\"><span class=\"no\">%u</span>",
                 i == loc->line ? " hit" : "", i);
        if (i == loc->line) {
            put_marked(html, &line, loc);
        } else {
            put_code(html, line.text, line.length);
        }
        buf_add(&html->page, "\n</span>");
    }
    buf_add(&html->page, "</pre>\n");
}
