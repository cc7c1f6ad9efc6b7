/* What several formats share: which findings count, and how a step reads. */
#ifndef REPORT_COMMON_H
#define REPORT_COMMON_H

#include "base/buf.h"
#include "report/report.h"

struct report_counts {
    size_t by_severity[3]; /* without the suppressed ones */
    size_t findings;       /* their sum */
    size_t suppressed;
    size_t units;
};

struct report_counts report_count(const struct report_input *in);

/* How many findings of a rule are shown. */
size_t report_count_rule(const struct report_input *in, const struct rule_info *rule);

/* The page of a rule on the web, and the first paragraph of prose on it; the summary if there is none. */
#define REPORT_SITE "https://github.com/critlint/critlint"
#define REPORT_RULE_PAGE REPORT_SITE "/blob/main/docs/rules/%s.md"
void report_rule_lead(struct buf *out, const struct rule_info *rule);

/* Left out: suppressed, and nobody asked for those. */
bool report_hides(const struct report_input *in, const struct finding *finding);
bool report_hides_notice(const struct report_input *in, const struct notice *notice);

/* Appends "main loads 'x'": context, then text; the text alone if there is no context. */
void report_step_clause(struct buf *out, const struct step *step);

/* Status of a stream that was written to: 0 or a negative errno. */
int report_finish(FILE *out);

#endif
