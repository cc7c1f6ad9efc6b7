/* The list of findings, by file; the script filters it. One is open and shows what is inside. */
#include "report/html.h"

#include "base/map.h"
#include "report/common.h"
#include "report/markup.h"
#include "report/path.h"

#include <inttypes.h>
#include <string.h>

struct listing {
    struct html *html;
    struct map seen;  /* anchors that were given */
    const char *file; /* whose group is open */
    const struct finding *open;
};

/* The first with an interleaving, for that is what a reader comes for; else the first. */
static const struct finding *open_one(const struct report_input *in)
{
    const struct finding *first = NULL;
    for (size_t i = 0; i < in->findings->count; i++) {
        const struct finding *finding = &in->findings->data[i];
        bool shown = !report_hides(in, finding);
        first = first || !shown ? first : finding;
        for (size_t k = 1; shown && k < finding->step_count; k++) {
            if (finding->steps[k].preempting != finding->steps[0].preempting) {
                return finding;
            }
        }
    }
    return first;
}

/* The anchor stays when lines move: people send links to findings. */
static void put_anchor(struct listing *listing, const struct finding *finding)
{
    struct buf identity = {0};
    path_in_root(&identity, listing->html->in->base, finding->loc.file);
    buf_addf(&identity, "\n%s", finding->key);
    uint64_t hash = hash_bytes(buf_text(&identity), identity.count, 0);
    uint32_t before = map_get(&listing->seen, hash);
    uint32_t number = before == MAP_NONE ? 1 : before + 1;
    map_set(&listing->seen, hash, number);
    buf_addf(&listing->html->page, "f-%016" PRIx64, hash);
    if (number > 1) {
        buf_addf(&listing->html->page, "-%" PRIu32, number);
    }
    buf_free(&identity);
}

static void put_summary(struct html *html, const struct finding *finding)
{
    struct buf *page = &html->page;
    buf_addf(page, "<summary><span class=\"tier\" title=\"tier %s, %s\">%s</span>", tier_name(finding->tier),
             severity_name(finding->severity), tier_name(finding->tier));
    buf_add(page, "<span class=\"what\">");
    html_put_message(html, finding->message);
    buf_addf(page, "</span><span class=\"where\">line %u", finding->loc.line);
    if (finding->function && finding->function[0]) {
        buf_add(page, " in <span class=\"function\">");
        markup_put(page, finding->function);
        buf_add(page, "</span>");
    }
    buf_addf(page, "</span><span class=\"rule\"><b>%s</b> ", finding->rule->code);
    markup_put(page, finding->rule->name);
    buf_add(page, "</span></summary>\n");
}

static void put_remark(struct html *html, const char *label, const char *words)
{
    if (words && words[0]) {
        buf_addf(&html->page, "<div><dt>%s</dt><dd>", label);
        html_put_message(html, words);
        buf_add(&html->page, "</dd></div>\n");
    }
}

static void put_remarks(struct html *html, const struct finding *finding)
{
    const char *code = finding->rule->code;
    buf_add(&html->page, "<dl class=\"remarks\">\n");
    put_remark(html, "Why it can", finding->why);
    put_remark(html, "Fix", finding->advice);
    if (finding->suppressed) {
        put_remark(html, "Suppressed", finding->justification ? finding->justification : "without a reason");
    }
    buf_addf(&html->page,
             "<div><dt>Rule</dt><dd><a href=\"#rule-%s\">%s</a>, or <code>critlint rule %s</code></dd>"
             "</div>\n</dl>\n",
             code, code, code);
}

static void put_finding(struct listing *listing, const struct finding *finding)
{
    struct html *html = listing->html;
    buf_add(&html->page, "<details class=\"finding\" id=\"");
    put_anchor(listing, finding);
    buf_addf(&html->page, "\" data-rule=\"%s\" data-tier=\"%s\" data-severity=\"%s\"%s%s>",
             finding->rule->code, tier_name(finding->tier), severity_name(finding->severity),
             finding->suppressed ? " data-suppressed" : "", finding == listing->open ? " open" : "");
    put_summary(html, finding);
    buf_add(&html->page, "<div class=\"body\">\n");
    html_put_excerpt(html, &finding->loc);
    html_put_story(html, finding);
    put_remarks(html, finding);
    buf_add(&html->page, "</div></details>\n");
}

static void open_group(struct listing *listing, const char *file)
{
    struct html *html = listing->html;
    struct loc whole = {.file = file};
    buf_add(&html->page, listing->file ? "</div>\n<div class=\"group\">" : "<div class=\"group\">");
    buf_add(&html->page, "<h3 class=\"file\">");
    html_put_place(html, &whole);
    buf_add(&html->page, "</h3>\n");
    listing->file = file;
}

static void write(struct html *html)
{
    struct listing listing = {.html = html, .open = open_one(html->in)};
    buf_add(&html->page, "<div class=\"columns\">\n<div id=\"filters\" role=\"search\" hidden></div>\n"
                         "<div id=\"list\">\n<p id=\"shown\" role=\"status\" hidden></p>\n");
    for (size_t i = 0; i < html->in->findings->count; i++) {
        const struct finding *finding = &html->in->findings->data[i];
        if (!report_hides(html->in, finding)) {
            if (!listing.file || strcmp(listing.file, finding->loc.file) != 0) {
                open_group(&listing, finding->loc.file);
            }
            put_finding(&listing, finding);
            html_flush(html);
        }
    }
    buf_add(&html->page, listing.file ? "</div>\n" : "<p class=\"none\">Nothing was found.</p>\n");
    buf_add(&html->page, "</div>\n</div>\n");
    map_free(&listing.seen);
}

const struct html_section html_findings = {
    .id = "findings", .title = "Findings", .shown = html_has_findings, .write = write};
