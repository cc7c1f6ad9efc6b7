/* The page round the sections: head, navigation, styles, script. */
#include "report/html.h"

#include "base/check.h"
#include "report/common.h"
#include "report/markup.h"

#include <string.h>

static const struct html_section *const sections[] = {
    &html_summary, &html_findings, &html_map, &html_latency, &html_rules, &html_notices,
};

enum { SECTIONS = sizeof(sections) / sizeof(sections[0]) };

/* Even a hole in the escaping would load nothing from elsewhere. */
static const char policy[] = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

/* Two lanes, one crossing the other. */
static const char mark[] =
    "<svg class=\"mark\" viewBox=\"0 0 24 24\" width=\"24\" height=\"24\" aria-hidden=\"true\">"
    "<path d=\"M7 2v6.5c0 4 10 3 10 7V22\" class=\"mark-cut\"/>"
    "<path d=\"M7 2v20\" class=\"mark-lane\"/></svg>";

void html_flush(struct html *html)
{
    fwrite(buf_text(&html->page), 1, html->page.count, html->out);
    buf_clear(&html->page);
}

static void put_asset(struct html *html, const char *name)
{
    size_t count;
    const struct html_asset *assets = html_asset_all(&count);
    size_t i = 0;
    while (i < count && strcmp(assets[i].name, name) != 0) {
        i++;
    }
    CHECK(i < count);
    buf_add(&html->page, assets[i].text);
}

static bool is_shown(const struct html *html, const struct html_section *section)
{
    return !section->shown || section->shown(html);
}

static void put_head(struct html *html)
{
    size_t findings = report_count(html->in).findings;
    struct buf title = {0};
    if (html->in->map_only) {
        buf_add(&title, "map");
    } else if (html->in->latency_only) {
        size_t count = html->in->latency->section_count;
        buf_addf(&title, "%zu critical section%s", count, count == 1 ? "" : "s");
    } else {
        buf_addf(&title, "%zu finding%s", findings, findings == 1 ? "" : "s");
    }
    buf_addf(&html->page,
             "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<meta name=\"color-scheme\" content=\"light dark\">\n"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n"
             "<title>critlint: %s</title>\n<style>\n",
             policy, buf_text(&title));
    buf_free(&title);
    put_asset(html, "report.css");
    buf_add(&html->page, "</style>\n</head>\n");
}

static void put_top(struct html *html)
{
    const char *first = html->in->map_only ? "map" : html->in->latency_only ? "latency" : "findings";
    buf_addf(&html->page,
             "<body>\n<a class=\"skip\" href=\"#%s\">Skip to the %s</a>\n"
             "<header class=\"top\">\n<div class=\"brand\">%s<h1>critlint</h1>",
             first, html->in->latency_only ? "sections" : first, mark);
    if (html->in->category && html->in->category[0]) {
        buf_add(&html->page, "<span class=\"category\">");
        markup_put(&html->page, html->in->category);
        buf_add(&html->page, "</span>");
    }
    buf_add(&html->page, "</div>\n<nav aria-label=\"Sections\">");
    for (size_t i = 0; i < SECTIONS; i++) {
        if (is_shown(html, sections[i])) {
            buf_addf(&html->page, "<a href=\"#%s\">%s</a>", sections[i]->id, sections[i]->title);
        }
    }
    buf_add(&html->page, "</nav>\n</header>\n<main>\n");
}

static void put_end(struct html *html)
{
    buf_add(&html->page, "</main>\n<footer>critlint ");
    markup_put(&html->page, html->in->version);
    buf_add(&html->page, "</footer>\n<script>\n");
    put_asset(html, "report.js");
    buf_add(&html->page, "</script>\n</body>\n</html>\n");
}

int report_html(FILE *out, const struct report_input *in)
{
    struct html html = {.in = in, .out = out};
    put_head(&html);
    put_top(&html);
    for (size_t i = 0; i < SECTIONS; i++) {
        if (is_shown(&html, sections[i])) {
            buf_addf(&html.page, "<section id=\"%s\" aria-labelledby=\"%s-title\">\n", sections[i]->id,
                     sections[i]->id);
            buf_addf(&html.page, "<h2 id=\"%s-title\">%s</h2>\n", sections[i]->id, sections[i]->title);
            sections[i]->write(&html);
            buf_add(&html.page, "</section>\n");
            html_flush(&html);
        }
    }
    put_end(&html);
    html_flush(&html);
    source_free(&html.sources);
    buf_free(&html.page);
    return report_finish(out);
}
