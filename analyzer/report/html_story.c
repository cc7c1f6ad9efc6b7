/*
 * The steps of a finding as a picture. Where one context preempts another there are two lanes: the
 * preempted one left, the preempting one right, and the thread of control crosses between them:
 *
 *     link_task                 USART1_IRQHandler (priority 6)
 *     reads 'errors'      1 |
 *                            \   preempts
 *                         :  | 2   changes 'errors'
 *                            /   returns
 *     stores the old …    3 |
 *
 * It is an ordered list all the same: read aloud or without styles it tells the steps in order.
 */
#include "base/str.h"
#include "report/html.h"
#include "report/markup.h"

#include <string.h>

enum lane { LANE_PREEMPTED, LANE_PREEMPTING };

static const char *const lane_names[] = {"left", "right"};

struct story {
    const struct finding *finding;
    const struct step *heads[2]; /* the first step of a lane that names who runs; NULL: none does */
    size_t counts[2];
};

static enum lane lane_of(const struct step *step)
{
    return step->preempting ? LANE_PREEMPTING : LANE_PREEMPTED;
}

/* "(priority 6) preempts and …" says more of who runs: it stands above the lane too. The length of it. */
static size_t rank_length(const struct step *step)
{
    const char *close = str_has_prefix(step->text, "(priority ") ? strchr(step->text, ')') : NULL;
    return close && close[1] == ' ' ? (size_t)(close - step->text) + 2 : 0;
}

static struct story read_story(const struct finding *finding)
{
    struct story story = {.finding = finding};
    for (size_t i = 0; i < finding->step_count; i++) {
        const struct step *step = &finding->steps[i];
        enum lane lane = lane_of(step);
        story.counts[lane]++;
        if (!story.heads[lane] && step->context && step->context[0]) {
            story.heads[lane] = step;
        }
    }
    return story;
}

static void put_head(struct html *html, const struct story *story, enum lane lane)
{
    static const char *const unnamed[] = {"the code at risk", "the code that preempts"};
    const struct step *head = story->heads[lane];
    if (story->counts[lane] && (head || story->counts[!lane])) {
        buf_addf(&html->page, "<span class=\"who %s\">", lane_names[lane]);
        markup_put(&html->page, head ? head->context : unnamed[lane]);
        if (head && rank_length(head)) {
            buf_add(&html->page, " ");
            markup_putn(&html->page, head->text, rank_length(head) - 1);
        }
        buf_add(&html->page, "</span>");
    }
}

/* The curve by which control goes over to `to`. */
static void put_turn(struct html *html, enum lane to)
{
    static const char *const words[] = {"returns", "preempts"};
    static const char *const curves[] = {"M48 0C48 20 16 16 16 36", "M16 0C16 20 48 16 48 36"};
    buf_addf(&html->page,
             "<li class=\"turn to-%s\" aria-hidden=\"true\"><svg viewBox=\"0 0 64 36\" width=\"64\" "
             "height=\"36\"><path class=\"wait\" d=\"M16 0V36\"/><path class=\"go\" d=\"%s\"/></svg>"
             "<span>%s</span></li>\n",
             lane_names[to], curves[to], words[to]);
}

/* Who runs is said above the lane, unless it is someone else or the text begins with it. */
static void put_words(struct html *html, const struct story *story, const struct step *step)
{
    const struct step *head = story->heads[lane_of(step)];
    const char *who = step->context ? step->context : "";
    bool same = head && strcmp(who, head->context) == 0;
    buf_add(&html->page, "<p>");
    if (who[0] && !same && !str_has_prefix(step->text, who)) {
        buf_add(&html->page, "<b>");
        markup_put(&html->page, who);
        buf_add(&html->page, "</b> ");
    }
    html_put_message(html, step->text + (step == head ? rank_length(step) : 0));
    buf_add(&html->page, "</p>");
}

static void put_step(struct html *html, const struct story *story, size_t index)
{
    const struct step *step = &story->finding->steps[index];
    buf_addf(&html->page,
             "<li class=\"step %s%s\"><span class=\"rail\"><span class=\"node\">%zu</span></span>"
             "<div class=\"card\">",
             lane_names[lane_of(step)], step->essential ? "" : " aside", index + 1);
    put_words(html, story, step);
    if (step->loc.file && step->loc.file[0]) {
        buf_add(&html->page, "<span class=\"place\">");
        html_put_place(html, &step->loc);
        if (step->function && step->function[0]) {
            buf_add(&html->page, " <span class=\"in\">in ");
            markup_put(&html->page, step->function);
            buf_add(&html->page, "</span>");
        }
        buf_add(&html->page, "</span>");
        html_put_line(html, &step->loc);
    }
    buf_add(&html->page, "</div></li>\n");
}

void html_put_story(struct html *html, const struct finding *finding)
{
    struct story story = read_story(finding);
    if (!finding->step_count) {
        return;
    }
    bool two = story.counts[LANE_PREEMPTED] && story.counts[LANE_PREEMPTING];
    buf_addf(&html->page, "<div class=\"story %s\"><div class=\"heads\">", two ? "two" : "one");
    put_head(html, &story, LANE_PREEMPTED);
    put_head(html, &story, LANE_PREEMPTING);
    buf_add(&html->page, "</div>\n<ol>\n");
    for (size_t i = 0; i < finding->step_count; i++) {
        enum lane lane = lane_of(&finding->steps[i]);
        if (i && lane != lane_of(&finding->steps[i - 1])) {
            put_turn(html, lane);
        }
        put_step(html, &story, i);
    }
    buf_add(&html->page, "</ol></div>\n");
}
