/* How much was found, how much was understood, and which rules it was. */
#include "report/common.h"
#include "report/html.h"
#include "report/markup.h"

static size_t count_tier(const struct html *html, enum tier tier)
{
    size_t count = 0;
    for (size_t i = 0; i < html->in->findings->count; i++) {
        const struct finding *finding = &html->in->findings->data[i];
        count += !finding->suppressed && finding->tier == tier;
    }
    return count;
}

static void put_bar(struct html *html, const char *label, const char *const *kinds, const size_t *counts)
{
    size_t total = counts[0] + counts[1] + counts[2];
    buf_addf(&html->page, "<div class=\"bar\" role=\"img\" aria-label=\"%s: ", label);
    for (int i = 0; i < 3; i++) {
        buf_addf(&html->page, "%s%zu %s", i ? ", " : "", counts[i], kinds[i]);
    }
    buf_add(&html->page, "\">");
    for (int i = 0; i < 3; i++) {
        if (counts[i]) {
            buf_addf(&html->page, "<span class=\"%s\" style=\"flex:%zu\"></span>", kinds[i], counts[i]);
        }
    }
    buf_add(&html->page, total ? "</div>" : "<span class=\"empty\"></span></div>");
}

static void put_legend(struct html *html, const char *const *kinds, const char *const *words,
                       const size_t *counts)
{
    buf_add(&html->page, "<ul class=\"legend\">");
    for (int i = 0; i < 3; i++) {
        buf_addf(&html->page, "<li class=\"%s\"><b>%zu</b> %s</li>", kinds[i], counts[i], words[i]);
    }
    buf_add(&html->page, "</ul>");
}

static void put_tile(struct html *html, size_t number, const char *label, const char *const *kinds,
                     const char *const *words, const size_t *counts)
{
    buf_addf(&html->page, "<div class=\"tile\"><p class=\"number\">%zu <span>%s</span></p>", number, label);
    put_bar(html, label, kinds, counts);
    put_legend(html, kinds, words, counts);
    buf_add(&html->page, "</div>\n");
}

static void put_tiles(struct html *html)
{
    static const char *const tiers[] = {"tier-a", "tier-b", "tier-c"};
    static const char *const tier_words[] = {"sure (A)", "likely (B)", "on request (C)"};
    static const char *const units[] = {"ok", "degraded", "lost"};
    static const char *const understood[] = {"ok", "degraded", "none"};
    static const char *const understood_words[] = {"understood", "in part", ""};
    const struct report_input *in = html->in;
    struct report_counts counts = report_count(in);
    size_t partly = in->functions > in->functions_understood ? in->functions - in->functions_understood : 0;
    buf_add(&html->page, "<div class=\"tiles\">\n");
    put_tile(html, counts.findings, counts.findings == 1 ? "finding" : "findings", tiers, tier_words,
             (size_t[]){count_tier(html, TIER_A), count_tier(html, TIER_B), count_tier(html, TIER_C)});
    put_tile(html, counts.units, "units", units, units,
             (size_t[]){in->units_ok, in->units_degraded, in->units_lost});
    put_tile(html, in->functions, "functions", understood, understood_words,
             (size_t[]){in->functions - partly, partly, 0});
    buf_add(&html->page, "</div>\n");
    if (counts.suppressed) {
        buf_addf(&html->page, "<p class=\"remark\">%zu more %s suppressed in the source.</p>\n",
                 counts.suppressed, counts.suppressed == 1 ? "is" : "are");
    }
}

static void put_rule(struct html *html, const struct rule_info *rule, size_t count, size_t most)
{
    buf_addf(&html->page, "<li><a href=\"#rule-%s\">%s</a><span class=\"name\">", rule->code, rule->code);
    markup_put(&html->page, rule->name);
    buf_addf(&html->page,
             "</span><span class=\"count\">%zu</span><span class=\"share\" style=\"width:%zu%%\"></span>"
             "</li>\n",
             count, count * 100 / most);
}

static void write(struct html *html)
{
    const struct report_input *in = html->in;
    size_t most = 0;
    put_tiles(html);
    for (size_t i = 0; i < in->rule_count; i++) {
        size_t count = report_count_rule(in, in->rules[i]);
        most = count > most ? count : most;
    }
    if (!most) {
        return;
    }
    buf_add(&html->page, "<ul class=\"ranks\" aria-label=\"Findings by rule\">\n");
    for (size_t i = 0; i < in->rule_count; i++) {
        size_t count = report_count_rule(in, in->rules[i]);
        if (count) {
            put_rule(html, in->rules[i], count, most);
        }
    }
    buf_add(&html->page, "</ul>\n");
}

const struct html_section html_summary = {
    .id = "summary", .title = "Summary", .shown = html_has_findings, .write = write};
