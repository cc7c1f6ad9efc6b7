/* What the analysis could not do: no finding in a lost unit means nothing. */
#include "report/common.h"
#include "report/html.h"

static void put_notice(struct html *html, const struct notice *notice)
{
    const char *kind = notice_kind_name(notice->kind);
    buf_addf(&html->page, "<tr class=\"%s\"><th scope=\"row\">%s</th><td>", kind, kind);
    html_put_message(html, notice->message);
    buf_add(&html->page, "</td><td class=\"place\">");
    html_put_place(html, &notice->loc);
    buf_add(&html->page, "</td></tr>\n");
}

static void write(struct html *html)
{
    const struct notice_list *list = html->in->notices;
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (!report_hides_notice(html->in, &list->data[i])) {
            if (!count++) {
                buf_add(&html->page, "<div class=\"scroll\"><table class=\"notices\"><thead><tr>"
                                     "<th scope=\"col\">Kind</th><th scope=\"col\">What</th>"
                                     "<th scope=\"col\">Where</th></tr></thead>\n<tbody>\n");
            }
            put_notice(html, &list->data[i]);
        }
    }
    buf_add(&html->page, count ? "</tbody></table></div>\n" : "<p class=\"none\">No trouble.</p>\n");
}

const struct html_section html_notices = {.id = "notices", .title = "Not analysed", .write = write};
