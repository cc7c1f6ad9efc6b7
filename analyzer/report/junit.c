/*
 * JUnit XML, for CI servers that show tests and nothing else. One suite; a finding is a failed case, a
 * unit that was lost is a case with an error, and a run with neither is one case that passed: a suite
 * without cases counts as "nothing was run". There are no times: the same tree gives the same bytes.
 */
#include "report/common.h"
#include "report/markup.h"
#include "report/path.h"
#include "report/report.h"

struct junit {
    const struct report_input *in;
    struct buf cases;
    size_t tests, failures, errors, skipped;
};

static void put_attribute(struct buf *out, const char *name, const char *value)
{
    buf_addf(out, " %s=\"", name);
    markup_put(out, value);
    buf_add(out, "\"");
}

/* "src/uart.c:42:5", as much of it as is known. */
static void put_place(struct buf *out, const struct report_input *in, const struct loc *loc)
{
    if (loc->file && loc->file[0]) {
        path_in_root(out, in->base, loc->file);
        if (loc->line) {
            buf_addf(out, ":%u:%u", loc->line, loc->column ? loc->column : 1);
        }
    }
}

/*
 * <testcase name="TITLE at PLACE: MESSAGE" classname="FILE" file="FILE" line="N">. Readers take cases of one
 * name for one case; no two findings have rule, place and message in common.
 */
static void open_case(struct junit *junit, const char *title, const struct loc *loc, const char *message)
{
    struct buf name = {0};
    struct buf path = {0};
    buf_add(&name, title);
    if (loc->file && loc->file[0]) {
        buf_add(&name, " at ");
        put_place(&name, junit->in, loc);
        path_in_root(&path, junit->in->base, loc->file);
    }
    buf_addf(&name, ": %s", message);
    buf_add(&junit->cases, "    <testcase");
    put_attribute(&junit->cases, "name", buf_text(&name));
    put_attribute(&junit->cases, "classname", path.count ? buf_text(&path) : "critlint");
    if (path.count) {
        put_attribute(&junit->cases, "file", buf_text(&path));
        buf_addf(&junit->cases, " line=\"%u\"", loc->line ? loc->line : 1);
    }
    buf_add(&junit->cases, ">\n");
    junit->tests++;
    buf_free(&name);
    buf_free(&path);
}

static void put_body_line(struct junit *junit, const char *label, const char *text)
{
    if (text && text[0]) {
        buf_addf(&junit->cases, "%s", label);
        markup_put(&junit->cases, text);
        buf_add(&junit->cases, "\n");
    }
}

static void put_steps(struct junit *junit, const struct finding *finding)
{
    struct buf line = {0};
    for (size_t i = 0; i < finding->step_count; i++) {
        const struct step *step = &finding->steps[i];
        buf_clear(&line);
        put_place(&line, junit->in, step->loc.line ? &step->loc : &finding->loc);
        buf_addf(&line, ": %zu: ", i + 1);
        report_step_clause(&line, step);
        put_body_line(junit, "", buf_text(&line));
    }
    buf_free(&line);
}

static void put_finding(struct junit *junit, const struct finding *finding)
{
    struct buf *out = &junit->cases;
    open_case(junit, finding->rule->code, &finding->loc, finding->message);
    if (finding->suppressed) {
        const char *reason = finding->justification;
        struct buf message = {0};
        buf_addf(&message, "%s (suppressed%s%s)", finding->message, reason ? ": " : "", reason ? reason : "");
        buf_add(out, "      <skipped");
        put_attribute(out, "message", buf_text(&message));
        buf_add(out, "/>\n");
        buf_free(&message);
        junit->skipped++;
    } else {
        buf_add(out, "      <failure");
        put_attribute(out, "type", severity_name(finding->severity));
        put_attribute(out, "message", finding->message);
        buf_add(out, ">");
        put_steps(junit, finding);
        put_body_line(junit, "why it can: ", finding->why);
        put_body_line(junit, "fix: ", finding->advice);
        buf_addf(out, "help: critlint rule %s</failure>\n", finding->rule->code);
        junit->failures++;
    }
    buf_add(out, "    </testcase>\n");
}

static void put_trouble(struct junit *junit, const struct notice *notice)
{
    open_case(junit, notice_kind_name(notice->kind), &notice->loc, notice->message);
    buf_add(&junit->cases, "      <error");
    put_attribute(&junit->cases, "type", notice_kind_name(notice->kind));
    put_attribute(&junit->cases, "message", notice->message);
    buf_add(&junit->cases, "/>\n    </testcase>\n");
    junit->errors++;
}

int report_junit(FILE *out, const struct report_input *in)
{
    struct junit junit = {.in = in};
    for (size_t i = 0; i < in->findings->count; i++) {
        if (!report_hides(in, &in->findings->data[i])) {
            put_finding(&junit, &in->findings->data[i]);
        }
    }
    for (size_t i = 0; i < in->notices->count; i++) {
        enum notice_kind kind = in->notices->data[i].kind;
        if (kind == NOTICE_LOST || kind == NOTICE_ERROR) {
            put_trouble(&junit, &in->notices->data[i]);
        }
    }
    if (!junit.tests) {
        buf_add(&junit.cases, "    <testcase name=\"no findings\" classname=\"critlint\"/>\n");
        junit.tests = 1;
    }
    fprintf(out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
            "  <testsuite name=\"critlint\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\">\n"
            "%s  </testsuite>\n</testsuites>\n",
            junit.tests, junit.failures, junit.errors, junit.skipped, buf_text(&junit.cases));
    buf_free(&junit.cases);
    return report_finish(out);
}
