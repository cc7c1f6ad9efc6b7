/* One line a finding and one a step, as gcc prints them: every editor's error list reads it. */
#include "report/common.h"
#include "report/report.h"
#include "report/utf8.h"

#include <string.h>

static void put_line(FILE *out, const struct loc *loc, const char *level, const struct buf *text)
{
    struct buf line = {0};
    const char *file = loc->file ? loc->file : "";
    utf8_put_plain(&line, file, strlen(file));
    if (loc->line) {
        buf_addf(&line, ":%u:%u", loc->line, loc->column ? loc->column : 1);
    }
    buf_addf(&line, ": %s: ", level);
    utf8_put_plain(&line, buf_text(text), text->count);
    fprintf(out, "%s\n", buf_text(&line));
    buf_free(&line);
}

static void put_finding(FILE *out, const struct finding *finding)
{
    struct buf text = {0};
    buf_addf(&text, "%s [%s %s]", finding->message, finding->rule->code, finding->rule->name);
    put_line(out, &finding->loc, severity_name(finding->severity), &text);
    for (size_t i = 0; i < finding->step_count; i++) {
        buf_clear(&text);
        buf_addf(&text, "%zu: ", i + 1);
        report_step_clause(&text, &finding->steps[i]);
        const struct loc *loc = finding->steps[i].loc.line ? &finding->steps[i].loc : &finding->loc;
        put_line(out, loc, "note", &text);
    }
    buf_free(&text);
}

int report_gcc(FILE *out, const struct report_input *in)
{
    for (size_t i = 0; i < in->findings->count; i++) {
        if (!report_hides(in, &in->findings->data[i])) {
            put_finding(out, &in->findings->data[i]);
        }
    }
    return report_finish(out);
}
