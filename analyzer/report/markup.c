#include "report/markup.h"

#include "report/utf8.h"

#include <string.h>

void markup_putn(struct buf *out, const char *text, size_t length)
{
    struct buf plain = {0};
    utf8_put_plain(&plain, text, length);
    const char *at = buf_text(&plain);
    const char *end = at + plain.count;
    while (at < end) {
        uint32_t character = utf8_next(&at, end);
        switch (character) {
        case '&': buf_add(out, "&amp;"); break;
        case '<': buf_add(out, "&lt;"); break;
        case '>': buf_add(out, "&gt;"); break;
        case '"': buf_add(out, "&quot;"); break;
        case '\'': buf_add(out, "&#39;"); break;
        case 0xfffe: /* no characters of XML */
        case 0xffff: utf8_put(out, UTF8_REPLACEMENT); break;
        default: utf8_put(out, character);
        }
    }
    buf_free(&plain);
}

void markup_put(struct buf *out, const char *text)
{
    markup_putn(out, text ? text : "", text ? strlen(text) : 0);
}
