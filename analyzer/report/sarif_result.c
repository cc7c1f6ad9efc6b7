/* One finding as a SARIF result. */
#include "base/check.h"
#include "base/str.h"
#include "report/sarif.h"

#include <inttypes.h>
#include <string.h>

#define RELATED_CAP 10 /* the validator's advice; GitHub keeps 100 */
#define LINK_CAP 3

/* The steps at other places than the finding, each place once: a viewer without flows shows these. */
struct related {
    const struct step *steps[RELATED_CAP];
    size_t count;
};

static bool same_line(const struct loc *a, const struct loc *b)
{
    return a->line == b->line && strcmp(a->file, b->file) == 0;
}

static void collect_related(struct related *related, const struct sarif *sarif, const struct finding *finding)
{
    for (size_t i = 0; i < finding->step_count && related->count < RELATED_CAP; i++) {
        const struct step *step = &finding->steps[i];
        bool known =
            !step->loc.line || !sarif_in_tree(sarif, &step->loc) || same_line(&step->loc, &finding->loc);
        for (size_t k = 0; k < related->count && !known; k++) {
            known = same_line(&step->loc, &related->steps[k]->loc);
        }
        if (!known) {
            related->steps[related->count++] = step;
        }
    }
}

/*
 * "'rx' is counted without a guard; see [uart.c:88](1).": one sentence, because GitHub's list cuts
 * at the first; the links lead to the related locations.
 */
static json_t *message(const struct finding *finding, const struct related *related)
{
    struct buf text = {0};
    sarif_put_escaped(&text, finding->message);
    for (size_t i = 0; i < related->count && i < LINK_CAP; i++) {
        const struct loc *loc = &related->steps[i]->loc;
        buf_add(&text, i ? ", [" : "; see [");
        sarif_put_escaped(&text, str_basename(loc->file));
        buf_addf(&text, ":%" PRIu32 "](%zu)", loc->line, i + 1);
    }
    buf_add(&text, ".");
    json_t *value = value_object();
    value_set_text(value, "text", buf_text(&text));
    buf_free(&text);
    return value;
}

/* Exactly one: GitHub reads no other. Its region stays on one line, see sarif_place.c. */
static json_t *locations(struct sarif *sarif, const struct finding *finding)
{
    json_t *location = sarif_location(sarif, &finding->loc, finding->function, NULL);
    json_t *context = sarif_context(sarif, &finding->loc);
    if (context) {
        value_set(json_object_get(location, "physicalLocation"), "contextRegion", context);
    }
    json_t *array = value_array();
    value_add(array, location);
    return array;
}

static json_t *related_locations(struct sarif *sarif, const struct finding *finding,
                                 const struct related *related)
{
    json_t *array = value_array();
    for (size_t i = 0; i < related->count; i++) {
        json_t *location = sarif_step(sarif, finding, related->steps[i]);
        value_set_number(location, "id", i + 1);
        value_add(array, location);
    }
    return array;
}

/* GitHub reads only primaryLocationLineHash; critlintIssue/v1 survives edits of the line itself. */
static json_t *fingerprints(struct sarif *sarif, const struct finding *finding)
{
    struct buf text = {0};
    json_t *value = value_object();
    const struct loc *loc = &finding->loc;
    const struct line_hash *line = source_line_hash(&sarif->sources, loc->file, loc->line);
    if (line) {
        buf_addf(&text, "%" PRIx64 ":%" PRIu32, line->hash, line->occurrence);
        value_set_text(value, "primaryLocationLineHash", buf_text(&text));
        buf_clear(&text);
    }
    CHECK(finding->key);
    buf_addf(&text, "%016" PRIx64, hash_bytes(finding->key, strlen(finding->key), 0));
    value_set_text(value, "critlintIssue/v1", buf_text(&text));
    buf_free(&text);
    return value;
}

static json_t *replacement(struct sarif *sarif, const struct edit *edit)
{
    json_t *content = value_object();
    value_set_text(content, "text", edit->text);
    json_t *value = value_object();
    value_set(value, "deletedRegion", sarif_region(sarif, &edit->loc));
    if (edit->text[0]) {
        value_set(value, "insertedContent", content);
    } else {
        json_decref(content);
    }
    return value;
}

/* The replacements in the file of edit `first`, which is the first edit of that file. */
static json_t *artifact_change(struct sarif *sarif, const struct finding *finding, size_t first)
{
    const char *file = finding->edits[first].loc.file;
    json_t *replacements = value_array();
    for (size_t i = first; i < finding->edit_count; i++) {
        if (strcmp(finding->edits[i].loc.file, file) == 0) {
            value_add(replacements, replacement(sarif, &finding->edits[i]));
        }
    }
    json_t *value = value_object();
    value_set(value, "artifactLocation", sarif_artifact(sarif, file));
    value_set(value, "replacements", replacements);
    return value;
}

/* All edits together are one fix. Its description must be there: DefectDojo fails without. */
static json_t *fixes(struct sarif *sarif, const struct finding *finding)
{
    json_t *array = value_array();
    if (!finding->edit_count) {
        return array;
    }
    json_t *changes = value_array();
    for (size_t i = 0; i < finding->edit_count; i++) {
        bool seen = false;
        for (size_t k = 0; k < i && !seen; k++) {
            seen = strcmp(finding->edits[k].loc.file, finding->edits[i].loc.file) == 0;
        }
        if (!seen) {
            value_add(changes, artifact_change(sarif, finding, i));
        }
    }
    json_t *fix = value_object();
    value_set(fix, "description", sarif_sentence(finding->advice ? finding->advice : "apply the fix"));
    value_set(fix, "artifactChanges", changes);
    value_add(array, fix);
    return array;
}

static json_t *suppressions(const struct finding *finding)
{
    json_t *array = value_array();
    if (finding->suppressed) {
        json_t *suppression = value_object();
        value_set_text(suppression, "kind", finding->external ? "external" : "inSource");
        value_set_known(suppression, "justification", finding->justification);
        value_add(array, suppression);
    }
    return array;
}

static json_t *properties(const struct finding *finding)
{
    json_t *bag = value_object();
    value_set_text(bag, "tier", tier_name(finding->tier));
    value_set_known(bag, "why", finding->why);
    value_set_known(bag, "advice", finding->advice);
    return bag;
}

json_t *sarif_result(struct sarif *sarif, const struct finding *finding)
{
    /* GitLab's severity: 90 and above is critical, 70 high, 40 medium. */
    static const int ranks[] = {75, 55, 25};
    struct related related = {0};
    CHECK(finding->loc.file);
    collect_related(&related, sarif, finding);
    json_t *flows = value_array();
    if (finding->step_count) {
        value_add(flows, sarif_code_flow(sarif, finding));
    }
    json_t *result = value_object();
    value_set_text(result, "ruleId", finding->rule->code);
    value_set_number(result, "ruleIndex", sarif_rule_index(sarif->in, finding->rule));
    value_set_text(result, "level", severity_name(finding->severity));
    value_set(result, "message", message(finding, &related));
    value_set(result, "locations", locations(sarif, finding));
    value_set_filled(result, "relatedLocations", related_locations(sarif, finding, &related));
    value_set_filled(result, "codeFlows", flows);
    value_set(result, "partialFingerprints", fingerprints(sarif, finding));
    value_set_filled(result, "fixes", fixes(sarif, finding));
    value_set_filled(result, "suppressions", suppressions(finding));
    value_set_number(result, "rank", (uint64_t)ranks[finding->severity]);
    value_set(result, "properties", properties(finding));
    return result;
}
