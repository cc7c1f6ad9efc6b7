/*
 * GitLab's Code Quality report: a flat array of issues. GitLab tells issues apart, and old ones from new
 * ones, by `fingerprint` alone. Ours holds the line's hash (report/line_hash.h), not its number, so that
 * it survives when lines move; what would still be equal is numbered.
 */
#include "base/map.h"
#include "report/common.h"
#include "report/json_value.h"
#include "report/path.h"
#include "report/report.h"
#include "report/source.h"

#include <inttypes.h>
#include <string.h>

struct gitlab {
    const struct report_input *in;
    struct sources sources;
    struct map seen; /* how often each fingerprint was given */
    json_t *issues;
};

/* `identity` and how many issues before this one had the same. */
static void set_fingerprint(struct gitlab *gitlab, json_t *issue, const struct buf *identity)
{
    uint64_t hash = hash_bytes(buf_text(identity), identity->count, 0);
    uint32_t before = map_get(&gitlab->seen, hash);
    uint32_t number = before == MAP_NONE ? 0 : before + 1;
    struct buf text = {0};
    map_set(&gitlab->seen, hash, number);
    buf_addf(&text, "%016" PRIx64, number ? hash_bytes(&number, sizeof(number), hash) : hash);
    value_set_text(issue, "fingerprint", buf_text(&text));
    buf_free(&text);
}

static void add_issue(struct gitlab *gitlab, const char *check, const char *severity, const struct loc *loc,
                      const char *key, const char *message)
{
    struct buf path = {0};
    struct buf identity = {0};
    const struct line_hash *line = source_line_hash(&gitlab->sources, loc->file, loc->line);
    path_in_root(&path, gitlab->in->base, loc->file);
    buf_addf(&identity, "%s\n%s\n%s\n", check, buf_text(&path), key);
    if (line) {
        buf_addf(&identity, "%" PRIx64 ":%" PRIu32, line->hash, line->occurrence);
    }
    json_t *lines = value_object();
    value_set_number(lines, "begin", loc->line ? loc->line : 1);
    json_t *location = value_object();
    value_set_text(location, "path", buf_text(&path));
    value_set(location, "lines", lines);
    json_t *issue = value_object();
    value_set_text(issue, "description", message);
    value_set_text(issue, "check_name", check);
    set_fingerprint(gitlab, issue, &identity);
    value_set_text(issue, "severity", severity);
    value_set(issue, "location", location);
    value_add(gitlab->issues, issue);
    buf_free(&path);
    buf_free(&identity);
}

static void add_finding(struct gitlab *gitlab, const struct finding *finding)
{
    static const char *const severities[] = {"critical", "major", "minor"};
    struct buf check = {0};
    buf_addf(&check, "%s %s", finding->rule->code, finding->rule->name);
    add_issue(gitlab, buf_text(&check), severities[finding->severity], &finding->loc, finding->key,
              finding->message);
    buf_free(&check);
}

int report_gitlab(FILE *out, const struct report_input *in)
{
    struct gitlab gitlab = {.in = in, .issues = value_array()};
    for (size_t i = 0; i < in->findings->count; i++) {
        if (!report_hides(in, &in->findings->data[i])) {
            add_finding(&gitlab, &in->findings->data[i]);
        }
    }
    /* A file that was not analysed is no file without findings. */
    for (size_t i = 0; i < in->notices->count; i++) {
        const struct notice *notice = &in->notices->data[i];
        if (notice->kind == NOTICE_LOST && notice->loc.file && notice->loc.file[0]) {
            add_issue(&gitlab, "critlint lost", "info", &notice->loc, notice->message, notice->message);
        }
    }
    source_free(&gitlab.sources);
    map_free(&gitlab.seen);
    return value_write(out, gitlab.issues);
}
