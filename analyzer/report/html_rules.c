/* What the rules that found something are about. */
#include "report/common.h"
#include "report/html.h"
#include "report/markup.h"

static bool shown(const struct html *html)
{
    bool any = false; /* none on a page without findings */
    for (size_t i = 0; i < html->in->rule_count; i++) {
        any |= report_count_rule(html->in, html->in->rules[i]) != 0;
    }
    return any;
}

static void put_rule(struct html *html, const struct rule_info *rule)
{
    struct buf lead = {0};
    report_rule_lead(&lead, rule);
    buf_addf(&html->page, "<article id=\"rule-%s\" tabindex=\"-1\"><h3>%s ", rule->code, rule->code);
    markup_put(&html->page, rule->name);
    buf_addf(&html->page, " <span class=\"grade\">tier %s</span></h3>\n<p>", tier_name(rule->tier));
    html_put_prose(html, buf_text(&lead));
    buf_addf(&html->page,
             "</p>\n<p class=\"more\"><a href=\"" REPORT_RULE_PAGE "\">Examples and reasons</a>, or "
             "<code>critlint rule %s</code></p></article>\n",
             rule->code, rule->code);
    buf_free(&lead);
}

static void write(struct html *html)
{
    for (size_t i = 0; i < html->in->rule_count; i++) {
        if (report_count_rule(html->in, html->in->rules[i])) {
            put_rule(html, html->in->rules[i]);
        }
    }
}

const struct html_section html_rules = {.id = "rules", .title = "Rules", .shown = shown, .write = write};
