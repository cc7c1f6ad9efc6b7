#include "report/common.h"

#include "base/str.h"

#include <errno.h>
#include <string.h>

struct report_counts report_count(const struct report_input *in)
{
    struct report_counts counts = {.units = in->units_ok + in->units_degraded + in->units_lost};
    for (size_t i = 0; i < in->findings->count; i++) {
        const struct finding *finding = &in->findings->data[i];
        if (finding->suppressed) {
            counts.suppressed++;
        } else {
            counts.by_severity[finding->severity]++;
            counts.findings++;
        }
    }
    return counts;
}

size_t report_count_rule(const struct report_input *in, const struct rule_info *rule)
{
    size_t count = 0;
    for (size_t i = 0; i < in->findings->count; i++) {
        const struct finding *finding = &in->findings->data[i];
        count += !report_hides(in, finding) && strcmp(finding->rule->code, rule->code) == 0;
    }
    return count;
}

static const char *skip_line(const char *text)
{
    text += strcspn(text, "\n");
    return *text ? text + 1 : text;
}

void report_rule_lead(struct buf *out, const struct rule_info *rule)
{
    const char *page = rule->page ? rule->page : "";
    while (*page && strchr("#\n|`<>", *page)) {
        page = skip_line(page);
    }
    if (!*page) {
        buf_add(out, rule->summary);
    }
    for (const char *gap = ""; *page && *page != '\n'; gap = " ") {
        buf_addf(out, "%s%.*s", gap, (int)strcspn(page, "\n"), page);
        page = skip_line(page);
    }
}

bool report_hides(const struct report_input *in, const struct finding *finding)
{
    return finding->suppressed && !in->show_suppressed;
}

bool report_hides_notice(const struct report_input *in, const struct notice *notice)
{
    return notice->kind == NOTICE_INFO && !in->verbose;
}

void report_step_clause(struct buf *out, const struct step *step)
{
    if (step->context && step->context[0] && !str_has_prefix(step->text, step->context)) {
        buf_addf(out, "%s ", step->context);
    }
    buf_add(out, step->text);
}

int report_finish(FILE *out)
{
    errno = 0;
    if (fflush(out) != 0 || ferror(out)) {
        return errno ? -errno : -EIO;
    }
    return 0;
}
