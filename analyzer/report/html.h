/*
 * The parts of the HTML report; only report/html*.c include this. The page is one file that opens from
 * disk: nothing is loaded, styles and script stand inside (report/html/, embedded at build time), and it
 * reads without the script, which adds filters and keys.
 *
 * A section is a heading and what `write` puts below it. A further one is a struct html_section in a file
 * of its own and a row in `sections` of html.c; what it shows is a further member of struct report_input,
 * and `shown` says whether there is any.
 */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "report/report.h"
#include "report/source.h"

struct html {
    const struct report_input *in;
    FILE *out;
    struct buf page; /* what was not written yet */
    struct sources sources;
};

struct html_section {
    const char *id; /* the anchor; permanent, for people link to it */
    const char *title;
    bool (*shown)(const struct html *html); /* NULL: always */
    void (*write)(struct html *html);
};

extern const struct html_section html_summary;  /* html_summary.c */
extern const struct html_section html_findings; /* html_findings.c */
extern const struct html_section html_latency;  /* html_latency.c */
extern const struct html_section html_map;      /* html_map.c */
extern const struct html_section html_rules;    /* html_rules.c */
extern const struct html_section html_notices;  /* html_notices.c */

/* Writes out what `page` holds, so that a report of any length takes little memory. */
void html_flush(struct html *html);

/* Words of the program (html_text.c): 'names' of a message become code, `code` of a rule's page too. */
void html_put_message(struct html *html, const char *text);
void html_put_prose(struct html *html, const char *text);
/* "src/uart.c:42", relative to the checkout. */
void html_put_place(struct html *html, const struct loc *loc);
/* A line of source, the range of `loc` on it marked; false if there is no such line. */
bool html_put_line(struct html *html, const struct loc *loc);
/* The line of `loc` between its neighbours, numbered; nothing if the source cannot be read. */
void html_put_excerpt(struct html *html, const struct loc *loc);

/* The steps of a finding, drawn as lanes (html_story.c). */
void html_put_story(struct html *html, const struct finding *finding);

/* Is this a page about findings? Else no rule ran, and none is not zero. */
static inline bool html_has_findings(const struct html *html)
{
    return !html->in->map_only && !html->in->latency_only;
}

/* A file of report/html/. */
struct html_asset {
    const char *folder, *name, *text;
};
const struct html_asset *html_asset_all(size_t *count);

#endif
