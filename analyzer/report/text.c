/*
 * Text for people. The first line of a finding is gcc compatible; then its source line with a
 * caret, the numbered steps, and why, fix and help:
 *
 *   src/uart.c:42:5: error: 'rx' is counted without a guard [CRIT202 non-atomic-rmw]
 *      42 |     rx++;
 *         |     ^~~~ 1: main loads 'rx'
 *     src/uart.c:88:9: 2: USART1_IRQHandler preempts and stores 'rx'
 *      88 |         rx = 0;
 *      = fix: guard the increment
 *
 * Each source line is shown once a finding. All text is cleaned first: a file name or a comment
 * must not drive the terminal.
 */
#include "report/common.h"
#include "report/excerpt.h"
#include "report/report.h"
#include "report/utf8.h"

#include <string.h>

#define FINDING_CAP 10
#define NOTICE_CAP 10

struct text {
    struct buf page;
    struct sources sources;
    const struct report_input *in;
};

enum paint { PAINT_PLACE, PAINT_ERROR, PAINT_WARNING, PAINT_NOTE, PAINT_CARET, PAINT_COUNT };

static void put_painted(struct text *text, enum paint paint, const char *words)
{
    static const char *const codes[] = {"1", "1;31", "1;35", "1;36", "1;32"};
    _Static_assert(sizeof(codes) / sizeof(codes[0]) == PAINT_COUNT, "one code for each paint");
    if (text->in->color) {
        buf_addf(&text->page, "\033[%sm", codes[paint]);
    }
    utf8_put_plain(&text->page, words, strlen(words));
    if (text->in->color) {
        buf_add(&text->page, "\033[0m");
    }
}

static void put_words(struct text *text, const char *words)
{
    utf8_put_plain(&text->page, words, strlen(words));
}

/* "src/a.c:12:3: ", or as much of it as is known. */
static void put_place(struct text *text, const struct loc *loc)
{
    struct buf place = {0};
    buf_add(&place, loc->file ? loc->file : "");
    if (loc->line) {
        buf_addf(&place, ":%u", loc->line);
        if (loc->column) {
            buf_addf(&place, ":%u", loc->column);
        }
    }
    if (place.count) {
        buf_add(&place, ":");
        put_painted(text, PAINT_PLACE, buf_text(&place));
        buf_add(&text->page, " ");
    }
    buf_free(&place);
}

static void put_step(struct text *text, size_t index, const struct step *step)
{
    struct buf clause = {0};
    buf_addf(&clause, "%zu: ", index + 1);
    report_step_clause(&clause, step);
    put_words(text, buf_text(&clause));
    buf_add(&text->page, "\n");
    buf_free(&clause);
}

static bool same_line(const struct loc *a, const struct loc *b)
{
    return a->file && b->file && a->line == b->line && strcmp(a->file, b->file) == 0;
}

/* Was the line of this step printed before, with the finding or an earlier step? */
static bool line_was_shown(const struct finding *finding, size_t step)
{
    const struct loc *loc = &finding->steps[step].loc;
    bool shown = same_line(loc, &finding->loc);
    for (size_t i = 0; i < step && !shown; i++) {
        shown = same_line(loc, &finding->steps[i].loc);
    }
    return shown;
}

static void put_steps(struct text *text, const struct finding *finding)
{
    const struct loc *loc = &finding->loc;
    struct excerpt excerpt = {0};
    size_t next = 0;
    if (excerpt_read(&excerpt, &text->sources, loc)) {
        buf_addf(&text->page, "%5u | %s\n", loc->line, buf_text(&excerpt.line));
        buf_addf(&text->page, "%5s | %*s", "", (int)excerpt.indent, "");
        put_painted(text, PAINT_CARET, buf_text(&excerpt.marks));
        if (finding->step_count && same_line(&finding->steps[0].loc, loc) &&
            finding->steps[0].loc.column == loc->column) {
            buf_add(&text->page, " ");
            put_step(text, next++, &finding->steps[0]);
        } else {
            buf_add(&text->page, "\n");
        }
    }
    for (; next < finding->step_count; next++) {
        const struct step *step = &finding->steps[next];
        buf_add(&text->page, "  ");
        put_place(text, &step->loc);
        put_step(text, next, step);
        if (!line_was_shown(finding, next) && excerpt_read(&excerpt, &text->sources, &step->loc)) {
            buf_addf(&text->page, "%5u | %s\n", step->loc.line, buf_text(&excerpt.line));
        }
    }
    excerpt_free(&excerpt);
}

static void put_remark(struct text *text, const char *label, const char *words)
{
    if (words && words[0]) {
        buf_addf(&text->page, "   = %s: ", label);
        put_words(text, words);
        buf_add(&text->page, "\n");
    }
}

static void put_finding(struct text *text, const struct finding *finding)
{
    static const enum paint paints[] = {PAINT_ERROR, PAINT_WARNING, PAINT_NOTE};
    struct buf *page = &text->page;
    put_place(text, &finding->loc);
    put_painted(text, paints[finding->severity], severity_name(finding->severity));
    buf_add(page, ": ");
    put_words(text, finding->message);
    buf_addf(page, " [%s %s]", finding->rule->code, finding->rule->name);
    if (finding->suppressed) {
        const char *reason = finding->justification;
        buf_add(page, reason ? " (suppressed: " : " (suppressed");
        put_words(text, reason ? reason : "");
        buf_add(page, ")");
    }
    buf_add(page, "\n");
    put_steps(text, finding);
    put_remark(text, "why it can", finding->why);
    put_remark(text, "fix", finding->advice);
    buf_addf(page, "   = help: critlint rule %s\n\n", finding->rule->code);
}

static void flush_page(struct text *text, FILE *out)
{
    fwrite(buf_text(&text->page), 1, text->page.count, out);
    buf_clear(&text->page);
}

/* The worst FINDING_CAP findings, or all; in the order of their places. */
static void put_findings(struct text *text, FILE *out)
{
    const struct finding_list *list = text->in->findings;
    size_t quota[3] = {0};
    size_t hidden = 0;
    for (size_t i = 0; i < list->count; i++) {
        quota[list->data[i].severity] += !report_hides(text->in, &list->data[i]);
    }
    for (size_t severity = 0, left = FINDING_CAP; severity < 3 && !text->in->all; severity++) {
        size_t kept = quota[severity] < left ? quota[severity] : left;
        hidden += quota[severity] - kept;
        quota[severity] = kept;
        left -= kept;
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct finding *finding = &list->data[i];
        if (!report_hides(text->in, finding) && quota[finding->severity]) {
            quota[finding->severity]--;
            put_finding(text, finding);
            flush_page(text, out);
        }
    }
    if (hidden) {
        buf_addf(&text->page, "%zu more finding%s not shown (--all shows every one)\n", hidden,
                 hidden == 1 ? "" : "s");
    }
}

static void put_notices(struct text *text)
{
    const struct notice_list *list = text->in->notices;
    size_t shown = 0;
    size_t hidden = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct notice *notice = &list->data[i];
        if (report_hides_notice(text->in, notice)) {
            continue;
        }
        if (shown == NOTICE_CAP && !text->in->verbose) {
            hidden++;
            continue;
        }
        put_place(text, &notice->loc);
        buf_addf(&text->page, "%s: ", notice_kind_name(notice->kind));
        put_words(text, notice->message);
        buf_add(&text->page, "\n");
        shown++;
    }
    if (hidden) {
        buf_addf(&text->page, "%zu more notice%s (-v shows every one)\n", hidden, hidden == 1 ? "" : "s");
    }
}

/* "12 findings (5 error, 7 warning) in 34 units: 30 ok, 4 degraded, 0 lost" */
static void put_summary(struct text *text)
{
    const struct report_input *in = text->in;
    struct report_counts counts = report_count(in);
    struct buf *page = &text->page;
    buf_addf(page, "%zu finding%s", counts.findings, counts.findings == 1 ? "" : "s");
    const char *before = " (";
    for (int severity = SEVERITY_ERROR; severity <= SEVERITY_NOTE; severity++) {
        if (counts.by_severity[severity]) {
            buf_addf(page, "%s%zu %s", before, counts.by_severity[severity], severity_name(severity));
            before = ", ";
        }
    }
    buf_addf(page, "%s in %zu unit%s: %zu ok, %zu degraded, %zu lost", counts.findings ? ")" : "",
             counts.units, counts.units == 1 ? "" : "s", in->units_ok, in->units_degraded, in->units_lost);
    if (in->functions_understood < in->functions) {
        buf_addf(page, "; %zu of %zu functions understood", in->functions_understood, in->functions);
    }
    if (in->units_around) {
        buf_addf(page, "; %zu source%s read around %s", in->units_around, in->units_around == 1 ? "" : "s",
                 counts.units == 1 ? "it" : "them");
    }
    if (in->units_around_lost) {
        buf_addf(page, " (%zu lost)", in->units_around_lost);
    }
    if (counts.suppressed) {
        buf_addf(page, "; %zu suppressed", counts.suppressed);
    }
    if (in->seconds > 0) {
        buf_addf(page, "; %zu functions, %.2f s", in->functions, in->seconds);
    }
    buf_add(page, "\n");
    if (in->folded) {
        buf_addf(page, "%zu more in third-party code (--third-party shows %s)\n", in->folded,
                 in->folded == 1 ? "it" : "them");
    }
}

int report_text(FILE *out, const struct report_input *in)
{
    if (in->latency_only) {
        return report_latency_text(out, in);
    }
    struct text text = {.in = in};
    put_findings(&text, out);
    put_notices(&text);
    put_summary(&text);
    flush_page(&text, out);
    if (in->statistics) {
        report_statistics(out, in);
    }
    source_free(&text.sources);
    buf_free(&text.page);
    return report_finish(out);
}
