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

/* Left out: suppressed, and nobody asked for those. */
bool report_hides(const struct report_input *in, const struct finding *finding);
bool report_hides_notice(const struct report_input *in, const struct notice *notice);

/* Appends "main loads 'x'": context, then text; the text alone if there is no context. */
void report_step_clause(struct buf *out, const struct step *step);

/* Status of a stream that was written to: 0 or a negative errno. */
int report_finish(FILE *out);

#endif
