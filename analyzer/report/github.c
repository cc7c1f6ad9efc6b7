/*
 * GitHub's workflow commands: a line that a step prints becomes an annotation of the pull request.
 *
 *   ::error file=src/uart.c,line=42,endLine=42,col=5,endColumn=15,title=CRIT202 non-atomic-rmw::'rx' is …
 *
 * GitHub shows the first ANNOTATION_CAP of each level of a step and drops the rest without a word. So
 * the worst come first, and a line of its own says how many there are.
 */
#include "report/common.h"
#include "report/path.h"
#include "report/report.h"
#include "report/utf8.h"

#include <string.h>

#define ANNOTATION_CAP 10

/* A value ends at a line break, and a property's at a comma or a colon too. */
static void put_escaped(struct buf *out, const char *text, bool property)
{
    struct buf plain = {0};
    utf8_put_plain(&plain, text, strlen(text));
    for (const char *at = buf_text(&plain); *at; at++) {
        if (*at == '%' || (property && (*at == ':' || *at == ','))) {
            buf_addf(out, "%%%02X", (unsigned)*at);
        } else {
            buf_addn(out, at, 1);
        }
    }
    buf_free(&plain);
}

static void put_property(struct buf *line, const char *name, const char *value)
{
    buf_addf(line, "%s%s=", line->data[line->count - 1] == ' ' ? "" : ",", name);
    put_escaped(line, value, true);
}

static void put_number(struct buf *line, const char *name, uint32_t number)
{
    if (number) {
        buf_addf(line, ",%s=%u", name, number);
    }
}

static void put_place(struct buf *line, const struct report_input *in, const struct loc *loc)
{
    if (loc->file && loc->file[0]) {
        struct buf path = {0};
        path_in_root(&path, in->base, loc->file);
        put_property(line, "file", buf_text(&path));
        buf_free(&path);
        put_number(line, "line", loc->line);
        put_number(line, "endLine", loc->end_line);
        /* Columns are for ranges on one line; GitHub refuses others. */
        if (loc->end_line <= loc->line) {
            put_number(line, "col", loc->column);
            put_number(line, "endColumn", loc->end_column);
        }
    }
}

static void put_command(FILE *out, const struct report_input *in, const char *level, const struct loc *loc,
                        const char *title, const char *message)
{
    struct buf line = {0};
    buf_addf(&line, "::%s ", level);
    put_place(&line, in, loc);
    put_property(&line, "title", title);
    buf_add(&line, "::");
    put_escaped(&line, message, false);
    fprintf(out, "%s\n", buf_text(&line));
    buf_free(&line);
}

static void put_finding(FILE *out, const struct report_input *in, const struct finding *finding)
{
    static const char *const levels[] = {"error", "warning", "notice"};
    struct buf title = {0};
    struct buf message = {0};
    buf_addf(&title, "%s %s", finding->rule->code, finding->rule->name);
    buf_add(&message, finding->message);
    if (finding->why && finding->why[0]) {
        buf_addf(&message, "; why it can: %s", finding->why);
    }
    if (finding->advice && finding->advice[0]) {
        buf_addf(&message, "; fix: %s", finding->advice);
    }
    put_command(out, in, levels[finding->severity], &finding->loc, buf_text(&title), buf_text(&message));
    buf_free(&title);
    buf_free(&message);
}

static void put_notice(FILE *out, const struct report_input *in, const struct notice *notice)
{
    static const char *const levels[] = {"notice", "notice", "warning", "notice", "error"};
    struct buf title = {0};
    buf_addf(&title, "critlint %s", notice_kind_name(notice->kind));
    put_command(out, in, levels[notice->kind], &notice->loc, buf_text(&title), notice->message);
    buf_free(&title);
}

/* Says what GitHub is about to hide; first, so that it is not hidden itself. */
static void put_remainder(FILE *out, const struct report_input *in)
{
    size_t counts[3] = {0};
    for (size_t i = 0; i < in->findings->count; i++) {
        counts[in->findings->data[i].severity] += !report_hides(in, &in->findings->data[i]);
    }
    if (counts[SEVERITY_ERROR] > ANNOTATION_CAP || counts[SEVERITY_WARNING] > ANNOTATION_CAP) {
        fprintf(out,
                "::notice title=critlint::%zu errors, %zu warnings; a step shows %d annotations of each, "
                "the log and SARIF have all\n",
                counts[SEVERITY_ERROR], counts[SEVERITY_WARNING], ANNOTATION_CAP);
    }
}

int report_github(FILE *out, const struct report_input *in)
{
    put_remainder(out, in);
    for (int severity = SEVERITY_ERROR; severity <= SEVERITY_NOTE; severity++) {
        for (size_t i = 0; i < in->findings->count; i++) {
            const struct finding *finding = &in->findings->data[i];
            if ((int)finding->severity == severity && !report_hides(in, finding)) {
                put_finding(out, in, finding);
            }
        }
    }
    for (size_t i = 0; i < in->notices->count; i++) {
        if (!report_hides_notice(in, &in->notices->data[i])) {
            put_notice(out, in, &in->notices->data[i]);
        }
    }
    return report_finish(out);
}
