/* How long each section lasts, as bars: what is certain is full, what may be is light. */
#include "report/html.h"
#include "report/markup.h"

#include <inttypes.h>

enum { DELAY_CAP = 8 };

static bool shown(const struct html *html)
{
    return html->in->latency && (html->in->latency->section_count || html->in->latency_only);
}

/* The length of the whole row of bars: the longest bound, or the longest that is certain. */
static uint64_t scale(const struct latency *latency)
{
    uint64_t most = 1;
    for (size_t i = 0; i < latency->section_count; i++) {
        const struct latency_cost *cost = &latency->sections[i].cost;
        uint64_t length = cost->bound == LATENCY_AT_MOST ? cost->high : cost->low;
        most = length > most ? length : most;
        const struct latency_compiled *compiled = latency->sections[i].compiled;
        length = !compiled                                 ? 0
                 : compiled->cost.bound == LATENCY_AT_MOST ? compiled->cost.high
                                                           : compiled->cost.low;
        most = length > most ? length : most;
    }
    return most;
}

static void put_cost(struct html *html, const struct latency_cost *cost)
{
    const struct latency *latency = html->in->latency;
    uint64_t time = latency_time(latency, cost->bound == LATENCY_AT_MOST ? cost->high : cost->low);
    latency_put_cost(&html->page, cost);
    if (cost->bound == LATENCY_UNBOUNDED) {
        buf_addf(&html->page, ", at least %" PRIu64, cost->low);
    }
    if (time) {
        buf_add(&html->page, " <span class=\"time\">about ");
        latency_put_time(&html->page, time);
        buf_add(&html->page, "</span>");
    }
}

static void put_bar(struct html *html, const struct latency_cost *cost, uint64_t most, const char *kind)
{
    uint64_t low = cost->low * 1000 / most;
    uint64_t high = cost->bound == LATENCY_AT_MOST ? cost->high * 1000 / most : low;
    high = high > low ? high - low : 0;
    buf_addf(&html->page,
             "<span class=\"length%s%s\" aria-hidden=\"true\"><span class=\"sure\" style=\"width:%" PRIu64
             ".%" PRIu64 "%%\"></span><span class=\"may\" style=\"width:%" PRIu64 ".%" PRIu64
             "%%\"></span></span>",
             kind, cost->bound == LATENCY_AT_MOST ? "" : " open", low / 10, low % 10, high / 10, high % 10);
}

static void put_item(struct html *html, const struct loc *loc, const char *text,
                     const struct latency_cost *cost)
{
    buf_add(&html->page, "<li>");
    html_put_place(html, loc);
    buf_add(&html->page, " ");
    html_put_message(html, text);
    if (cost) {
        buf_add(&html->page, ", ");
        put_cost(html, cost);
    }
    buf_add(&html->page, "</li>\n");
}

/* What the source says, and below it what the code is. */
static void put_bars(struct html *html, const struct latency_section *section, uint64_t most)
{
    bool both = section->compiled && !section->compiled->missing;
    buf_add(&html->page, both ? "<span class=\"lengths\">" : "");
    put_bar(html, &section->cost, most, "");
    if (both) {
        put_bar(html, &section->compiled->cost, most, " compiled");
        buf_add(&html->page, "</span>");
    }
}

static void put_compiled(struct html *html, const struct latency_compiled *compiled)
{
    buf_add(&html->page, "<p>compiled: ");
    if (compiled->missing) {
        markup_put(&html->page, compiled->missing);
        buf_add(&html->page, "</p>\n");
        return;
    }
    put_cost(html, &compiled->cost);
    buf_add(&html->page, " at <code>");
    markup_put(&html->page, compiled->function);
    buf_addf(&html->page, "+0x%" PRIx32 "</code> of ", compiled->offset);
    markup_put(&html->page, compiled->file);
    if (compiled->cost.reason) {
        buf_add(&html->page, "; ");
        markup_put(&html->page, compiled->cost.reason);
    }
    buf_add(&html->page, "</p>\n");
}

static void put_section(struct html *html, const struct latency_section *section, uint64_t most)
{
    struct buf delays = {0};
    buf_add(&html->page, "<li><details><summary><span class=\"cost\">");
    put_cost(html, &section->cost);
    buf_add(&html->page, "</span><span class=\"what\"><code>");
    markup_put(&html->page, section->function);
    buf_add(&html->page, "</code> masks ");
    markup_put(&html->page, section->masks);
    if (*section->image) {
        buf_add(&html->page, " in ");
        markup_put(&html->page, section->image);
    }
    buf_add(&html->page, "</span>");
    put_bars(html, section, most);
    buf_add(&html->page, "</summary>\n<div class=\"body\"><p>");
    html_put_place(html, &section->loc);
    buf_add(&html->page, section->unsure ? " may delay " : " delays ");
    latency_put_delays(&delays, section, DELAY_CAP);
    markup_put(&html->page, buf_text(&delays));
    buf_add(&html->page, "</p>\n");
    if (section->compiled) {
        put_compiled(html, section->compiled);
    }
    if (section->step_count || section->cost.reason) {
        buf_add(&html->page, "<ol>\n");
        if (section->cost.reason) {
            put_item(html, &section->cost.reason_loc, section->cost.reason, NULL);
        }
        for (size_t i = 0; i < section->step_count; i++) {
            put_item(html, &section->steps[i].loc, section->steps[i].text, &section->steps[i].cost);
        }
        buf_add(&html->page, "</ol>\n");
    }
    buf_add(&html->page, "</div></details></li>\n");
    buf_free(&delays);
}

static void put_handler(struct html *html, const struct latency_handler *handler)
{
    static const char *const verdicts[] = {"met", "missed", "not known"};
    const struct latency_cost *costs[] = {&handler->section, &handler->others, &handler->own};
    buf_add(&html->page, "<tr><th scope=\"row\"><code>");
    markup_put(&html->page, handler->name);
    buf_add(&html->page, "</code></th>");
    for (size_t i = 0; i < sizeof(costs) / sizeof(costs[0]); i++) {
        buf_add(&html->page, "<td>");
        put_cost(html, costs[i]);
        buf_add(&html->page, "</td>");
    }
    buf_add(&html->page, "<td>");
    if (handler->deadline) {
        latency_put_time(&html->page, handler->deadline);
        buf_addf(&html->page, ", %s", verdicts[latency_meets(html->in->latency, handler)]);
    }
    buf_add(&html->page, "</td></tr>\n");
}

static void write(struct html *html)
{
    const struct latency *latency = html->in->latency;
    uint64_t most = scale(latency);
    buf_add(&html->page,
            "<p class=\"remark\">The longest way from mask to unmask, in instructions: an estimate. A full "
            "bar is certain, a light one may be, an open end has no known bound.");
    buf_add(&html->page, latency->has_compiled ? " The lower bar is the compiled code." : "");
    buf_add(&html->page, "</p>\n<ol class=\"latency\">\n");
    for (size_t i = 0; i < latency->section_count; i++) {
        put_section(html, &latency->sections[i], most);
        html_flush(html);
    }
    buf_add(&html->page, "</ol>\n");
    if (latency->handler_count) {
        buf_add(&html->page,
                "<div class=\"scroll\"><table><thead><tr><th>handler</th><th>longest section</th>"
                "<th>other handlers</th><th>its own length</th><th>deadline</th></tr></thead><tbody>\n");
        for (size_t i = 0; i < latency->handler_count; i++) {
            put_handler(html, &latency->handlers[i]);
        }
        buf_add(&html->page, "</tbody></table></div>\n");
    }
}

const struct html_section html_latency = {
    .id = "latency", .title = "Latency", .shown = shown, .write = write};
