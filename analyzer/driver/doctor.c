#include "driver/doctor.h"

#include "base/buf.h"
#include "base/str.h"
#include "driver/coverage.h"
#include "frontend/clang_api.h"
#include "report/json_value.h"

#include <string.h>

enum { SHOWN_MAX = 10 };

/* Something that notices of several units say, and how many. */
struct tally_row {
    const char *text;
    size_t count;
};

struct tally {
    struct strtab texts;
    VEC(struct tally_row) rows;
};

/* What the notices come to. */
struct findings {
    struct tally decisions; /* targets, databases: as they were said */
    struct tally assumed;   /* "STM32F103xB" */
    struct tally missing;   /* "hardware/pio.h" */
    struct tally causes;    /* why something was not understood, beyond missing headers */
};

void doctor_add_image(struct doctor *doctor, const struct image *image, const struct flow *flow)
{
    struct doctor_image entry = {.name = image->name, .units = image->count};
    for (size_t i = 0; i < image->count; i++) {
        entry.functions += image->units[i]->funcs.count;
    }
    for (size_t i = 0; i < flow->facts.contexts.data.count; i++) {
        const struct context *context = &flow->facts.contexts.data.data[i];
        entry.handlers += context->kind == CONTEXT_HANDLER;
        entry.guessed += context->kind == CONTEXT_HANDLER && context->guessed;
        entry.tasks += context->kind == CONTEXT_TASK;
    }
    VEC_PUSH(&doctor->images, entry);
}

void doctor_free(struct doctor *doctor)
{
    VEC_FREE(&doctor->images);
}

/* ---- counting ----------------------------------------------------------------------------------------- */

static void count(struct tally *tally, const char *text, size_t length)
{
    uint32_t id = str_addn(&tally->texts, text, length);
    while (tally->rows.count < id) {
        struct tally_row row = {0};
        VEC_PUSH(&tally->rows, row);
    }
    if (id) {
        tally->rows.data[id - 1].text = str_get(&tally->texts, id);
        tally->rows.data[id - 1].count++;
    }
}

static int compare_rows(const void *a, const void *b)
{
    const struct tally_row *left = a;
    const struct tally_row *right = b;
    return left->count != right->count ? (left->count < right->count) - (left->count > right->count)
                                       : strcmp(left->text, right->text);
}

static void rank(struct tally *tally)
{
    if (tally->rows.count) {
        qsort(tally->rows.data, tally->rows.count, sizeof(*tally->rows.data), compare_rows);
    }
}

static void tally_free(struct tally *tally)
{
    VEC_FREE(&tally->rows);
    str_free(&tally->texts);
}

static void sift(struct findings *findings, const struct notice_list *notices)
{
    static const char assumes[] = "a header wants a choice: assumes ";
    for (size_t i = 0; i < notices->count; i++) {
        const struct notice *notice = &notices->data[i];
        const char *message = notice->message;
        if (str_has_prefix(message, assumes)) {
            count(&findings->assumed, message + strlen(assumes), strlen(message + strlen(assumes)));
        } else if (notice->kind == NOTICE_DEGRADED && str_has_suffix(message, "' file not found")) {
            count(&findings->missing, message + 1, strcspn(message + 1, "'"));
        } else if (notice->kind == NOTICE_INFO) {
            count(&findings->decisions, message, strlen(message));
        } else if (notice->kind == NOTICE_DEGRADED || notice->kind == NOTICE_LOST) {
            count(&findings->causes, message, strlen(message));
        }
    }
    rank(&findings->decisions);
    rank(&findings->assumed);
    rank(&findings->missing);
    rank(&findings->causes);
}

/* ---- as text ------------------------------------------------------------------------------------------- */

static void print_rows(const char *title, const struct tally *tally, bool all)
{
    size_t shown = all || tally->rows.count <= SHOWN_MAX ? tally->rows.count : SHOWN_MAX;
    if (tally->rows.count) {
        printf("%s\n", title);
    }
    for (size_t i = 0; i < shown; i++) {
        printf("  %5zu  %s\n", tally->rows.data[i].count, tally->rows.data[i].text);
    }
    if (shown < tally->rows.count) {
        printf("         %zu more (-v shows every one)\n", tally->rows.count - shown);
    }
}

static void print_images(const struct doctor *doctor)
{
    printf("programs: %zu\n", doctor->images.count);
    for (size_t i = 0; i < doctor->images.count; i++) {
        const struct doctor_image *image = &doctor->images.data[i];
        printf("  %s: %zu unit%s, %zu functions, %zu handler%s%s, %zu task%s\n",
               *image->name               ? image->name
               : doctor->images.count > 1 ? "(in no program)"
                                          : "(the whole tree)",
               image->units, image->units == 1 ? "" : "s", image->functions, image->handlers,
               image->handlers == 1 ? "" : "s", image->guessed ? " (by name)" : "", image->tasks,
               image->tasks == 1 ? "" : "s");
    }
}

static void print_questions(const struct findings *findings)
{
    puts("what you could tell critlint, the most useful first:");
    for (size_t i = 0; i < findings->missing.rows.count && i < SHOWN_MAX; i++) {
        const struct tally_row *row = &findings->missing.rows.data[i];
        printf("  where <%s> is (%zu inclusion%s):  --add-arg=-IFOLDER\n", row->text, row->count,
               row->count == 1 ? "" : "s");
    }
    for (size_t i = 0; i < findings->assumed.rows.count && i < SHOWN_MAX; i++) {
        const struct tally_row *row = &findings->assumed.rows.data[i];
        printf("  whether this is right (%zu unit%s):  --add-arg=-D%s\n", row->count,
               row->count == 1 ? "" : "s", row->text);
    }
    for (size_t i = 0; i < findings->decisions.rows.count; i++) {
        if (strstr(findings->decisions.rows.data[i].text, "nothing in the tree says")) {
            puts("  the processor:  --cpu NAME");
        }
    }
    puts("  all of it at once: the build's own commands, as 'bear -- make' writes them:  -p DIR");
}

static void print_text(const struct doctor *doctor, const struct options *options,
                       const struct findings *findings, const struct report_input *health)
{
    CXString version = clang.getClangVersion();
    printf("libclang: %s (%s)\n", clang_api_path(), clang.getCString(version));
    printf("its headers: %s\n", *clang_api_resource_dir() ? clang_api_resource_dir() : "not found");
    clang.disposeString(version);
    printf("cache: %s\n", doctor->cache ? doctor->cache : "none");
    print_rows("decided, and how often:", &findings->decisions, true);
    print_images(doctor);
    printf("understood: %zu of %zu functions; of %zu units %zu ok, %zu degraded, %zu lost\n",
           health->functions_understood, health->functions,
           health->units_ok + health->units_degraded + health->units_lost, health->units_ok,
           health->units_degraded, health->units_lost);
    print_rows("headers that are nowhere:", &findings->missing, options->verbose);
    print_rows("choices that headers wanted:", &findings->assumed, options->verbose);
    print_rows("other causes:", &findings->causes, options->verbose);
    if (options->ask) {
        print_questions(findings);
    }
}

/* ---- as JSON ------------------------------------------------------------------------------------------- */

static json_t *rows_value(const struct tally *tally)
{
    json_t *array = value_array();
    for (size_t i = 0; i < tally->rows.count; i++) {
        json_t *row = value_object();
        value_set_text(row, "text", tally->rows.data[i].text);
        value_set_number(row, "count", tally->rows.data[i].count);
        value_add(array, row);
    }
    return array;
}

static json_t *images_value(const struct doctor *doctor)
{
    json_t *array = value_array();
    for (size_t i = 0; i < doctor->images.count; i++) {
        const struct doctor_image *image = &doctor->images.data[i];
        json_t *value = value_object();
        value_set_text(value, "main", image->name);
        value_set_number(value, "units", image->units);
        value_set_number(value, "functions", image->functions);
        value_set_number(value, "handlers", image->handlers);
        value_set_number(value, "handlers_by_name", image->guessed);
        value_set_number(value, "tasks", image->tasks);
        value_add(array, value);
    }
    return array;
}

static int print_json(const struct doctor *doctor, const struct findings *findings,
                      const struct report_input *health)
{
    json_t *root = value_object();
    json_t *units = value_object();
    value_set_number(units, "ok", health->units_ok);
    value_set_number(units, "degraded", health->units_degraded);
    value_set_number(units, "lost", health->units_lost);
    value_set_text(root, "libclang", clang_api_path());
    value_set_text(root, "headers", clang_api_resource_dir());
    value_set_text(root, "cache", doctor->cache ? doctor->cache : "");
    value_set(root, "units", units);
    value_set_number(root, "functions", health->functions);
    value_set_number(root, "functions_understood", health->functions_understood);
    value_set(root, "programs", images_value(doctor));
    value_set(root, "decided", rows_value(&findings->decisions));
    value_set(root, "assumed", rows_value(&findings->assumed));
    value_set(root, "missing_headers", rows_value(&findings->missing));
    value_set(root, "other_causes", rows_value(&findings->causes));
    return value_write(stdout, root);
}

int doctor_report(const struct doctor *doctor, const struct options *options, const struct unit_plans *plans,
                  const struct extracted *extracted, const struct notice_list *notices)
{
    struct findings findings = {0};
    struct report_input health = {0};
    int status = 0;
    sift(&findings, notices);
    coverage_count(&health, plans, extracted);
    if (options->outputs.count && strcmp(options->outputs.data[0].format, "json") == 0) {
        status = print_json(doctor, &findings, &health);
    } else {
        print_text(doctor, options, &findings, &health);
    }
    tally_free(&findings.decisions);
    tally_free(&findings.assumed);
    tally_free(&findings.missing);
    tally_free(&findings.causes);
    return status == 0 ? 0 : 2;
}
