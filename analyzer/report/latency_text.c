/*
 * The sections as text, some lines each, some hundred columns wide:
 *
 *   at most 412     src/uart.c:42 uart_send
 *                   masks interrupts (__disable_irq)
 *                   delays TIM2_IRQHandler (priority 2) and USART1_IRQHandler (priority 5)
 *                   line 44: loop of at most 64 rounds, at most 380
 */
#include "report/common.h"
#include "report/latency.h"
#include "report/utf8.h"

#include <inttypes.h>
#include <string.h>

enum { SECTION_CAP = 10, DELAY_CAP = 3, NOTICE_CAP = 10, FIRST_COLUMN = 18 };

struct page {
    struct buf text;
    const struct report_input *in;
};

static void put_words(struct page *page, const char *words)
{
    utf8_put_plain(&page->text, words, strlen(words));
}

static void put_padded(struct page *page, const char *words, int width)
{
    put_words(page, words);
    int length = (int)strlen(words);
    buf_addf(&page->text, "%*s", length < width ? width - length : width ? 1 : 0, "");
}

static void put_bold(struct page *page, const char *words, int width)
{
    buf_add(&page->text, page->in->color ? "\033[1m" : "");
    put_padded(page, words, width);
    buf_add(&page->text, page->in->color ? "\033[0m" : "");
}

static void put_place(struct buf *out, const struct loc *loc)
{
    buf_addf(out, "%s:%u", loc->file ? loc->file : "", loc->line);
}

static void put_indent(struct page *page)
{
    buf_addf(&page->text, "%*s", FIRST_COLUMN, "");
}

/* A place of a section: its line alone where that is in the section's own file. */
static void put_near(struct buf *out, const struct loc *loc, const struct loc *section)
{
    if (loc->file && section->file && strcmp(loc->file, section->file) == 0) {
        buf_addf(out, "line %u: ", loc->line);
    } else {
        put_place(out, loc);
        buf_add(out, ": ");
    }
}

static void put_line(struct page *page, const struct buf *line)
{
    put_indent(page);
    put_words(page, buf_text(line));
    buf_add(&page->text, "\n");
}

static void put_steps(struct page *page, const struct latency_section *section)
{
    struct buf line = {0};
    for (size_t i = 0; i < section->step_count; i++) {
        buf_clear(&line);
        put_near(&line, &section->steps[i].loc, &section->loc);
        buf_addf(&line, "%s, ", section->steps[i].text);
        latency_put_cost(&line, &section->steps[i].cost);
        put_line(page, &line);
    }
    if (section->cost.reason) {
        buf_clear(&line);
        put_near(&line, &section->cost.reason_loc, &section->loc);
        buf_add(&line, section->cost.reason);
        put_line(page, &line);
    }
    buf_free(&line);
}

/* What of a cost that has no upper bound is known nonetheless, and what it is in time. */
static void put_more(struct page *page, const struct latency_cost *cost)
{
    const struct latency *latency = page->in->latency;
    uint64_t time = latency_time(latency, cost->bound == LATENCY_AT_MOST ? cost->high : cost->low);
    if (cost->bound != LATENCY_UNBOUNDED && !time) {
        return;
    }
    put_indent(page);
    if (cost->bound == LATENCY_UNBOUNDED) {
        buf_addf(&page->text, "at least %" PRIu64 " instructions%s", cost->low, time ? ", " : "");
    }
    if (time) {
        buf_addf(&page->text, "%s about ", cost->bound == LATENCY_AT_MOST ? "at most" : "at least");
        latency_put_time(&page->text, time);
    }
    buf_add(&page->text, "\n");
}

/* The same section in the code that it was compiled to. */
static void put_compiled(struct page *page, const struct latency_section *section)
{
    const struct latency_compiled *compiled = section->compiled;
    struct buf line = {0};
    if (compiled->missing) {
        buf_addf(&line, "compiled: %s", compiled->missing);
        put_line(page, &line);
        buf_free(&line);
        return;
    }
    buf_add(&line, "compiled: ");
    latency_put_cost(&line, &compiled->cost);
    if (compiled->cost.bound == LATENCY_UNBOUNDED) {
        buf_addf(&line, ", at least %" PRIu64, compiled->cost.low);
    }
    buf_addf(&line, " (%s, %s+0x%" PRIx32, compiled->file, compiled->function, compiled->offset);
    if (compiled->copies > 1) {
        buf_addf(&line, ", the longest of %" PRIu32 " copies", compiled->copies);
    }
    buf_add(&line, ")");
    put_line(page, &line);
    if (compiled->cost.reason) {
        buf_clear(&line);
        if (compiled->cost.reason_loc.line) {
            put_place(&line, &compiled->cost.reason_loc);
            buf_add(&line, ": ");
        }
        buf_add(&line, compiled->cost.reason);
        put_line(page, &line);
    }
    buf_free(&line);
}

static void put_section(struct page *page, const struct latency_section *section)
{
    struct buf line = {0};
    latency_put_cost(&line, &section->cost);
    put_bold(page, buf_text(&line), FIRST_COLUMN);
    buf_clear(&line);
    put_place(&line, &section->loc);
    buf_addf(&line, " %s", section->function);
    if (*section->image) {
        buf_addf(&line, " (program %s)", section->image);
    }
    put_words(page, buf_text(&line));
    buf_add(&page->text, "\n");
    put_more(page, &section->cost);
    buf_clear(&line);
    buf_addf(&line, "masks %s", section->masks);
    if (*section->enter) {
        buf_addf(&line, " (%s)", section->enter);
    }
    put_line(page, &line);
    buf_clear(&line);
    buf_add(&line, section->unsure ? "may delay " : "delays ");
    latency_put_delays(&line, section, DELAY_CAP);
    put_line(page, &line);
    put_steps(page, section);
    if (section->compiled) {
        put_compiled(page, section);
    }
    buf_free(&line);
}

static void put_part(struct page *page, const char *label, const struct latency_cost *cost)
{
    struct buf line = {0};
    latency_put_cost(&line, cost);
    buf_addf(&page->text, "  %-28s %s", label, buf_text(&line));
    if (cost->bound != LATENCY_UNBOUNDED) {
        uint64_t time =
            latency_time(page->in->latency, cost->bound == LATENCY_AT_MOST ? cost->high : cost->low);
        buf_add(&page->text, time ? ", about " : "");
        if (time) {
            latency_put_time(&page->text, time);
        }
    }
    buf_add(&page->text, "\n");
    buf_free(&line);
}

static void put_handler(struct page *page, const struct latency_handler *handler)
{
    static const char *const verdicts[] = {"met, by the estimate", "MISSED, by the estimate", "not known"};
    put_bold(page, handler->name, 0);
    if (*handler->image) {
        buf_addf(&page->text, " in %s", handler->image);
    }
    buf_add(&page->text, "\n");
    put_part(page, "waits for the longest section", &handler->section);
    if (handler->longest) {
        struct buf place = {0};
        put_place(&place, &handler->longest->loc);
        buf_addf(&place, " %s", handler->longest->function);
        buf_addf(&page->text, "  %-28s ", "");
        put_words(page, buf_text(&place));
        buf_add(&page->text, "\n");
        buf_free(&place);
    }
    put_part(page, "and for other handlers", &handler->others);
    put_part(page, "its own length", &handler->own);
    if (handler->deadline) {
        buf_addf(&page->text, "  %-28s ", "deadline");
        latency_put_time(&page->text, handler->deadline);
        buf_addf(&page->text, ": %s\n", verdicts[latency_meets(page->in->latency, handler)]);
    }
    if (handler->period) {
        buf_addf(&page->text, "  %-28s ", "period");
        latency_put_time(&page->text, handler->period);
        buf_add(&page->text, "\n");
    }
}

/* What makes the list incomplete. */
static void put_notices(struct page *page)
{
    size_t hidden = 0;
    size_t shown = 0;
    for (size_t i = 0; i < page->in->notices->count; i++) {
        const struct notice *notice = &page->in->notices->data[i];
        bool matters =
            notice->kind == NOTICE_LIMIT || notice->kind == NOTICE_LOST || notice->kind == NOTICE_ERROR;
        if (!matters && (!page->in->verbose || report_hides_notice(page->in, notice))) {
            continue;
        }
        if (shown == NOTICE_CAP && !page->in->verbose) {
            hidden++;
            continue;
        }
        struct buf line = {0};
        if (notice->loc.file) {
            put_place(&line, &notice->loc);
            buf_add(&line, ": ");
        }
        buf_addf(&line, "%s: %s", notice_kind_name(notice->kind), notice->message);
        put_words(page, buf_text(&line));
        buf_add(&page->text, "\n");
        buf_free(&line);
        shown++;
    }
    if (hidden) {
        buf_addf(&page->text, "%zu more notice%s (-v shows every one)\n", hidden, hidden == 1 ? "" : "s");
    }
}

int report_latency_text(FILE *out, const struct report_input *in)
{
    struct page page = {.in = in};
    const struct latency *latency = in->latency;
    size_t shown = in->all || latency->section_count < SECTION_CAP ? latency->section_count : SECTION_CAP;
    if (shown) {
        put_bold(&page, "worst case", FIRST_COLUMN);
        put_bold(&page, "section", 0);
        buf_add(&page.text, "\n");
    }
    for (size_t i = 0; i < shown; i++) {
        put_section(&page, &latency->sections[i]);
    }
    if (shown < latency->section_count) {
        buf_addf(&page.text, "%zu more not shown (--all shows every one)\n", latency->section_count - shown);
    }
    for (size_t i = 0; i < latency->handler_count; i++) {
        buf_add(&page.text, i == 0 ? "\n" : "");
        put_handler(&page, &latency->handlers[i]);
    }
    put_notices(&page);
    buf_addf(&page.text, "%zu critical section%s, in instructions: an estimate\n", latency->section_count,
             latency->section_count == 1 ? "" : "s");
    if (latency->has_compiled) {
        buf_addf(&page.text, "%zu of them found in the compiled code\n", latency->compiled_count);
    }
    fwrite(buf_text(&page.text), 1, page.text.count, out);
    buf_free(&page.text);
    return report_finish(out);
}
