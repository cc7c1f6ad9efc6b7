/*
 * A baseline: the findings that a tree has and that count as known. Each is written with its path,
 * code, function, message and a hash of its line, so that it is found again when lines move, when
 * its line is edited, when something is renamed, or when the file moves; each entry stands for one
 * finding, so a second one of the same kind is new.
 */
#ifndef DRIVER_BASELINE_H
#define DRIVER_BASELINE_H

#include "core/finding.h"
#include "driver/extract.h"

#define BASELINE_FILE ".critlint-baseline.json"

struct baseline_entry {
    const char *path; /* from the folder of the baseline */
    const char *code, *tier, *function, *message, *line;
    bool met;
};

struct baseline {
    struct arena *run;
    const char *file;
    VEC(struct baseline_entry) entries;
};

/* The baseline that the options name; NULL: none. */
const char *baseline_file(const struct options *options);
/* False after a notice. */
bool baseline_read(struct baseline *baseline, struct arena *run, const char *file,
                   struct notice_list *notices);
void baseline_free(struct baseline *baseline);
/* Suppresses the findings that it knows. */
void baseline_apply(struct baseline *baseline, struct finding_list *findings);
/*
 * `critlint baseline`: writes, prunes or checks. Returns the exit status, `status` being that of
 * the analysis. An entry is gone if its rule was run, its file was read or is no more, and nothing
 * was found for it.
 */
int baseline_command(struct baseline *baseline, const struct options *options,
                     const struct finding_list *findings, const struct extracted *extracted, int status);

#endif
