#include "report/report.h"

#include <string.h>

static const struct report_format formats[] = {
    {"text", report_text, "for people: source lines, numbered steps, why, fix"},
    {"gcc", report_gcc, "one line a finding and a step, for editors"},
    {"json", report_json, "everything that is known about each finding"},
    {"sarif", report_sarif, "SARIF 2.1.0, for code scanning"},
    {"github", report_github, "annotations of a pull request, printed by a GitHub workflow"},
    {"gitlab", report_gitlab, "GitLab's Code Quality report"},
    {"junit", report_junit, "JUnit XML, for CI servers that show tests"},
    {"html", report_html, "one page that opens from disk: findings, their interleavings drawn, filters"},
    {NULL, NULL, NULL},
};

const struct report_format *report_formats(void)
{
    return formats;
}

const struct report_format *report_format_find(const char *name)
{
    for (const struct report_format *format = formats; format->name; format++) {
        if (strcmp(format->name, name) == 0) {
            return format;
        }
    }
    return NULL;
}
