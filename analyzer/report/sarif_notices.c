/*
 * What the analysis could not do, as notifications. Level "error" would mean that the whole
 * run failed, so only a usage or configuration error has it.
 */
#include "report/common.h"
#include "report/sarif.h"

/* Indexed by notice_kind; the ids are permanent. */
static const struct {
    const char *id, *name, *level, *summary, *help;
} kinds[] = {
    [NOTICE_INFO] = {"CRN001", "Decision", "note", "a decision that the analysis took by itself",
                     "nothing to do, unless the decision is wrong; the configuration can state it"},
    [NOTICE_DEGRADED] = {"CRN002", "UnitDegraded", "warning", "a part of a unit was not understood",
                         "findings in that part may be missing; run critlint doctor for the cure"},
    [NOTICE_LOST] = {"CRN003", "UnitLost", "warning", "a unit could not be analysed at all",
                     "its findings are missing and the exit status is 3; run critlint doctor for the cure"},
    [NOTICE_LIMIT] = {"CRN004", "LimitReached", "warning", "the analysis reached one of its limits",
                      "some facts are missing, so some findings may be as well"},
    [NOTICE_ERROR] = {"CRN005", "UsageError", "error", "the command line or the configuration is wrong",
                      "correct what the message names; the exit status is 2"},
};

json_t *sarif_notice_descriptors(void)
{
    json_t *array = value_array();
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        json_t *configuration = value_object();
        value_set_text(configuration, "level", kinds[i].level);
        json_t *value = value_object();
        value_set_text(value, "id", kinds[i].id);
        value_set_text(value, "name", kinds[i].name);
        value_set(value, "shortDescription", sarif_sentence(kinds[i].summary));
        value_set(value, "fullDescription", sarif_sentence(kinds[i].summary));
        value_set(value, "help", sarif_sentence(kinds[i].help));
        value_set_text(value, "helpUri", REPORT_SITE "/blob/main/docs/limits.md");
        value_set(value, "defaultConfiguration", configuration);
        value_add(array, value);
    }
    return array;
}

static json_t *notification(struct sarif *sarif, const struct notice *notice)
{
    json_t *descriptor = value_object();
    value_set_text(descriptor, "id", kinds[notice->kind].id);
    value_set_number(descriptor, "index", notice->kind);
    json_t *value = value_object();
    value_set(value, "descriptor", descriptor);
    value_set_text(value, "level", kinds[notice->kind].level);
    struct buf text = {0};
    buf_add(&text, notice->message);
    bool inside = sarif_in_tree(sarif, &notice->loc);
    if (!inside && notice->loc.file && notice->loc.file[0]) {
        sarif_put_outside(&text, &notice->loc);
    }
    value_set(value, "message", sarif_message(buf_text(&text)));
    buf_free(&text);
    if (inside) {
        json_t *locations = value_array();
        value_add(locations, sarif_location(sarif, &notice->loc, "", NULL));
        value_set(value, "locations", locations);
    }
    return value;
}

json_t *sarif_notices(struct sarif *sarif)
{
    json_t *array = value_array();
    for (size_t i = 0; i < sarif->in->notices->count; i++) {
        const struct notice *notice = &sarif->in->notices->data[i];
        if (!report_hides_notice(sarif->in, notice)) {
            value_add(array, notification(sarif, notice));
        }
    }
    return array;
}
