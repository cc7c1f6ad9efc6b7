/*
 * The parts of the SARIF reporter; only report/sarif*.c include this. What each member is
 * for, and which consumer reads it, is said where it is written.
 */
#ifndef REPORT_SARIF_H
#define REPORT_SARIF_H

#include "report/report.h"
#include "report/source.h"
#include "report/json_value.h"

#define SARIF_TEXT_CAP 1000 /* bytes; GitHub cuts descriptions at 1,024 characters */

struct sarif {
    const struct report_input *in;
    struct sources sources;
};

/* {"text": ...}, with a full stop. Markup characters stay as they are. */
json_t *sarif_sentence(const char *text);
/* The same for a message, where brackets would be a link: they are escaped. */
json_t *sarif_message(const char *text);
/* Appends `text` for a message, cut at SARIF_TEXT_CAP; the caller adds links and the full stop. */
void sarif_put_escaped(struct buf *out, const char *text);

/* tool.driver and taxonomies (sarif_rules.c). */
json_t *sarif_driver(const struct report_input *in);
json_t *sarif_taxonomies(const struct report_input *in);
size_t sarif_rule_index(const struct report_input *in, const struct rule_info *rule);

/* Descriptors and entries for trouble during the analysis (sarif_notices.c). */
json_t *sarif_notice_descriptors(void);
json_t *sarif_notices(struct sarif *sarif);

/*
 * Places (sarif_place.c). GitHub rejects a file with a place outside the tree, and such a path would
 * differ between machines: a step or notice there keeps its words, which then name file and line.
 */
bool sarif_in_tree(const struct sarif *sarif, const struct loc *loc);
/* Appends " (in chip.h:7)". */
void sarif_put_outside(struct buf *out, const struct loc *loc);
json_t *sarif_artifact(const struct sarif *sarif, const char *file);
/* startLine to endColumn, columns in UTF-16 units. */
json_t *sarif_region(struct sarif *sarif, const struct loc *loc);
/* The lines around, or NULL: it must be larger than the region of `loc`, and its lines not too long. */
json_t *sarif_context(struct sarif *sarif, const struct loc *loc);
/* A location in `function` (may be empty) with `message` (owned; may be NULL). */
json_t *sarif_location(struct sarif *sarif, const struct loc *loc, const char *function, json_t *message);

/* The location of a step with its words; the finding's own place if the step has none in the tree. */
json_t *sarif_step(struct sarif *sarif, const struct finding *finding, const struct step *step);

/* One finding (sarif_result.c) and its story (sarif_flow.c). */
json_t *sarif_result(struct sarif *sarif, const struct finding *finding);
json_t *sarif_code_flow(struct sarif *sarif, const struct finding *finding);

#endif
