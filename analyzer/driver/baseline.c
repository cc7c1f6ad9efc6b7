#include "driver/baseline.h"

#include "base/str.h"
#include "driver/selection.h"
#include "driver/view.h"
#include "report/json_value.h"
#include "report/source.h"
#include "rules/rule.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FORMAT = 1 };

/* ---- what a finding looks like ----------------------------------------------------------------- */

static const char *folder_of(const struct baseline *baseline)
{
    const char *name = str_basename(baseline->file);
    size_t length = (size_t)(name - baseline->file);
    const char *real = length ? view_real(baseline->run, arena_strndup(baseline->run, baseline->file, length))
                              : view_real(baseline->run, ".");
    return real ? real : "/";
}

/* The same from wherever critlint is run; what lies elsewhere keeps its name. */
static const char *path_from(const struct baseline *baseline, const char *folder, const char *path)
{
    const char *real = view_real(baseline->run, path);
    if (!real || !view_below(folder, real)) {
        return path;
    }
    const char *rest = real + strlen(folder);
    return rest + (*rest == '/');
}

/* Of the line's text without blanks: neighbours may change, and the line may be indented. */
static const char *hash_line(const struct baseline *baseline, struct sources *sources, const struct loc *loc)
{
    struct source_line line;
    struct buf text = {0};
    if (!loc->line || !source_line(sources, loc->file, loc->line, &line)) {
        return "";
    }
    for (size_t i = 0; i < line.length; i++) {
        if (!isspace((unsigned char)line.text[i])) {
            buf_addn(&text, &line.text[i], 1);
        }
    }
    uint64_t hash = hash_bytes(buf_text(&text), text.count, 0);
    buf_free(&text);
    return arena_printf(baseline->run, "%016" PRIx64, hash);
}

static struct baseline_entry entry_of(const struct baseline *baseline, const char *folder,
                                      struct sources *sources, const struct finding *finding)
{
    return (struct baseline_entry){.path = path_from(baseline, folder, finding->loc.file),
                                   .code = finding->rule->code,
                                   .tier = tier_name(finding->tier),
                                   .function = finding->function,
                                   .message = finding->message,
                                   .line = hash_line(baseline, sources, &finding->loc)};
}

/* ---- finding it again -------------------------------------------------------------------------- */

/* What may differ, from the surest match to the weakest. */
static const struct match {
    bool path, function, message, line;
} matches[] = {
    {true, true, true, true},
    {true, true, true, false},  /* the line was edited */
    {true, false, false, true}, /* something was renamed */
    {false, true, true, true},  /* the file was moved */
};

static bool fits(const struct match *match, const struct baseline_entry *a, const struct baseline_entry *b)
{
    return strcmp(a->code, b->code) == 0 && (!match->path || strcmp(a->path, b->path) == 0) &&
           (!match->function || strcmp(a->function, b->function) == 0) &&
           (!match->message || strcmp(a->message, b->message) == 0) &&
           (!match->line || strcmp(a->line, b->line) == 0);
}

static struct baseline_entry *find_entry(struct baseline *baseline, const struct match *match,
                                         const struct baseline_entry *wanted)
{
    for (size_t i = 0; i < baseline->entries.count; i++) {
        struct baseline_entry *entry = &baseline->entries.data[i];
        if (!entry->met && fits(match, entry, wanted)) {
            return entry;
        }
    }
    return NULL;
}

void baseline_apply(struct baseline *baseline, struct finding_list *findings)
{
    const char *folder = folder_of(baseline);
    struct sources sources = {0};
    struct baseline_entry *wanted = ARENA_ARRAY(baseline->run, struct baseline_entry, findings->count + 1);
    for (size_t i = 0; i < findings->count; i++) {
        wanted[i] = entry_of(baseline, folder, &sources, &findings->data[i]);
    }
    for (size_t pass = 0; pass < sizeof(matches) / sizeof(*matches); pass++) {
        for (size_t i = 0; i < findings->count; i++) {
            struct finding *finding = &findings->data[i];
            struct baseline_entry *entry =
                finding->suppressed ? NULL : find_entry(baseline, &matches[pass], &wanted[i]);
            if (entry) {
                entry->met = true;
                finding->suppressed = finding->external = true;
                finding->justification = "in the baseline";
            }
        }
    }
    source_free(&sources);
}

/* ---- the file ---------------------------------------------------------------------------------- */

const char *baseline_file(const struct options *options)
{
    bool command = options->command == COMMAND_BASELINE_WRITE || options->command == COMMAND_BASELINE_PRUNE ||
                   options->command == COMMAND_BASELINE_CHECK;
    return options->baseline ? options->baseline : command ? BASELINE_FILE : NULL;
}

static bool complain(const struct baseline *baseline, struct notice_list *notices, const char *message)
{
    struct notice notice = {.kind = NOTICE_ERROR, .loc = {.file = baseline->file}, .message = message};
    VEC_PUSH(notices, notice);
    return false;
}

/* NULL: the member is not there, or no text. */
static const char *text_of(const struct baseline *baseline, const json_t *row, const char *name)
{
    const char *text = json_string_value(json_object_get(row, name));
    return text ? arena_strdup(baseline->run, text) : NULL;
}

static bool read_rows(struct baseline *baseline, const json_t *root)
{
    const json_t *rows = json_object_get(root, "findings");
    if (json_integer_value(json_object_get(root, "format")) != FORMAT || !json_is_array(rows)) {
        return false;
    }
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        struct baseline_entry entry = {.path = text_of(baseline, row, "path"),
                                       .code = text_of(baseline, row, "code"),
                                       .tier = text_of(baseline, row, "tier"),
                                       .function = text_of(baseline, row, "function"),
                                       .message = text_of(baseline, row, "message"),
                                       .line = text_of(baseline, row, "line")};
        if (!entry.path || !entry.code || !entry.tier || !entry.function || !entry.message || !entry.line) {
            return false;
        }
        VEC_PUSH(&baseline->entries, entry);
    }
    return true;
}

bool baseline_read(struct baseline *baseline, struct arena *run, const char *file,
                   struct notice_list *notices)
{
    json_error_t error;
    baseline->run = run;
    baseline->file = file;
    if (access(file, R_OK) != 0) {
        return complain(baseline, notices,
                        arena_printf(run,
                                     "cannot read the baseline '%s': %s; 'critlint baseline write' makes one",
                                     file, strerror(errno)));
    }
    json_t *root = json_load_file(file, 0, &error);
    if (!root) {
        return complain(
            baseline, notices,
            arena_printf(run, "the baseline '%s' is not JSON: line %d: %s", file, error.line, error.text));
    }
    bool ok = read_rows(baseline, root);
    json_decref(root);
    return ok || complain(baseline, notices,
                          arena_printf(run, "'%s' is no baseline of critlint: write it again", file));
}

void baseline_free(struct baseline *baseline)
{
    VEC_FREE(&baseline->entries);
}

static int compare(const void *left, const void *right)
{
    const struct baseline_entry *a = left;
    const struct baseline_entry *b = right;
    int order = strcmp(a->path, b->path);
    order = order ? order : strcmp(a->code, b->code);
    order = order ? order : strcmp(a->function, b->function);
    order = order ? order : strcmp(a->message, b->message);
    return order ? order : strcmp(a->line, b->line);
}

/* Whole or not at all, and never through a link that lies there. Frees `root`. */
static int write_draft(char *draft, json_t *root)
{
    enum { MODE = 0644 };
    int file = mkstemp(draft);
    FILE *out = file >= 0 && fchmod(file, MODE) == 0 ? fdopen(file, "w") : NULL;
    if (!out) {
        int status = -errno;
        json_decref(root);
        return status;
    }
    int status = value_write(out, root);
    if (fclose(out) != 0 && status == 0) {
        status = -errno;
    }
    if (status != 0) {
        unlink(draft);
    }
    return status;
}

static bool write_rows(const struct baseline *baseline)
{
    json_t *rows = value_array();
    if (baseline->entries.count) {
        qsort(baseline->entries.data, baseline->entries.count, sizeof(*baseline->entries.data), compare);
    }
    for (size_t i = 0; i < baseline->entries.count; i++) {
        const struct baseline_entry *entry = &baseline->entries.data[i];
        json_t *row = value_object();
        value_set_text(row, "path", entry->path);
        value_set_text(row, "code", entry->code);
        value_set_text(row, "tier", entry->tier);
        value_set_text(row, "function", entry->function);
        value_set_text(row, "message", entry->message);
        value_set_text(row, "line", entry->line);
        value_add(rows, row);
    }
    json_t *root = value_object();
    value_set_number(root, "format", FORMAT);
    value_set_text(root, "tool", "critlint");
    value_set(root, "findings", rows);
    char *draft = arena_printf(baseline->run, "%s.XXXXXX", baseline->file);
    int status = write_draft(draft, root);
    if (status == 0 && rename(draft, baseline->file) != 0) {
        status = -errno;
        unlink(draft);
    }
    if (status != 0) {
        fprintf(stderr, "critlint: cannot write '%s': %s\n", baseline->file, strerror(-status));
    }
    return status == 0;
}

/* ---- the commands ------------------------------------------------------------------------------ */

/* What this run could have found again. */
struct seen {
    const struct baseline *baseline;
    const struct options *options;
    const char *folder;
    struct strtab files;
};

static void seen_init(struct seen *seen, const struct baseline *baseline, const struct options *options,
                      const struct extracted *extracted)
{
    *seen = (struct seen){.baseline = baseline, .options = options, .folder = folder_of(baseline)};
    for (size_t i = 0; i < options->config->documents.count; i++) {
        str_add(&seen->files, path_from(baseline, seen->folder, options->config->documents.data[i]->path));
    }
    for (size_t i = 0; i < extracted->units.count; i++) {
        const struct ir_unit *unit = extracted->units.data[i];
        for (size_t j = 0; unit->health != IR_LOST && j < unit->files.count; j++) {
            str_add(&seen->files, path_from(baseline, seen->folder, ir_text(unit, unit->files.data[j])));
        }
    }
}

static bool was_run(const struct seen *seen, const struct baseline_entry *entry)
{
    bool known = false;
    for (size_t i = 0; rules_all[i] && !known; i++) {
        known = strcmp(rules_all[i]->info.code, entry->code) == 0;
        if (known && !selection_has(seen->options, &rules_all[i]->info)) {
            return false;
        }
    }
    return *entry->tier <= *tier_name(seen->options->tier);
}

static bool is_gone(const struct seen *seen, const struct baseline_entry *entry)
{
    if (entry->met || !was_run(seen, entry)) {
        return false;
    }
    return str_find(&seen->files, entry->path) ||
           access(arena_printf(seen->baseline->run, "%s/%s", seen->folder, entry->path), F_OK) != 0;
}

static int write_all(struct baseline *baseline, const struct finding_list *findings, int status)
{
    const char *folder = folder_of(baseline);
    struct sources sources = {0};
    baseline->entries.count = 0;
    for (size_t i = 0; i < findings->count; i++) {
        if (!findings->data[i].suppressed || findings->data[i].external) {
            struct baseline_entry entry = entry_of(baseline, folder, &sources, &findings->data[i]);
            VEC_PUSH(&baseline->entries, entry);
        }
    }
    source_free(&sources);
    bool ok = write_rows(baseline);
    if (ok) {
        printf("%s: wrote %zu known finding%s\n", baseline->file, baseline->entries.count,
               baseline->entries.count == 1 ? "" : "s");
    }
    return ok ? status : 2;
}

static int prune(struct baseline *baseline, const struct seen *seen, int status)
{
    size_t before = baseline->entries.count;
    size_t kept = 0;
    for (size_t i = 0; i < before; i++) {
        if (!is_gone(seen, &baseline->entries.data[i])) {
            baseline->entries.data[kept++] = baseline->entries.data[i];
        }
    }
    baseline->entries.count = kept;
    bool ok = kept == before || write_rows(baseline);
    if (ok) {
        printf("%s: dropped %zu of %zu known findings\n", baseline->file, before - kept, before);
    }
    return ok ? status : 2;
}

static int check(const struct baseline *baseline, const struct finding_list *findings,
                 const struct seen *seen, int status)
{
    size_t added = 0;
    size_t known = 0;
    size_t gone = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->data[i];
        known += finding->external;
        if (!finding->suppressed) {
            printf("new:  %s:%u: %s: %s\n", finding->loc.file, finding->loc.line, finding->rule->code,
                   finding->message);
            added++;
        }
    }
    for (size_t i = 0; i < baseline->entries.count; i++) {
        const struct baseline_entry *entry = &baseline->entries.data[i];
        if (is_gone(seen, entry)) {
            printf("gone: %s: %s: %s\n", entry->path, entry->code, entry->message);
            gone++;
        }
    }
    printf("%s: %zu new, %zu gone, %zu known\n", baseline->file, added, gone, known);
    return status == 2 ? 2 : added || gone ? 1 : status;
}

int baseline_command(struct baseline *baseline, const struct options *options,
                     const struct finding_list *findings, const struct extracted *extracted, int status)
{
    struct seen seen;
    if (options->command == COMMAND_BASELINE_WRITE) {
        return write_all(baseline, findings, status);
    }
    seen_init(&seen, baseline, options, extracted);
    status = options->command == COMMAND_BASELINE_PRUNE ? prune(baseline, &seen, status)
                                                        : check(baseline, findings, &seen, status);
    str_free(&seen.files);
    return status;
}
