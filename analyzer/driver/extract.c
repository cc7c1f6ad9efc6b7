#include "driver/extract.h"

#include "base/check.h"
#include "base/str.h"
#include "driver/reuse.h"
#include "driver/suppress_unit.h"
#include "driver/workers.h"
#include "frontend/asm_unit.h"
#include "frontend/parse.h"
#include "ir/ir_build.h"
#include "store/fact_file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { UNIT_SECONDS_MAX = 120 };

/* Of a unit, in the cache. */
struct key {
    struct digest digest;
    bool is_known;
};

struct extraction {
    const struct unit_plans *plans;
    struct extracted *extracted;
    const struct model *model;
    struct progress *progress;
    struct reuse reuse;
    VEC(struct key) keys; /* by unit */
    VEC(size_t) missing;  /* the units that have to be read */
    bool traces;          /* somebody wants to know what was looked at */
    bool reads_wanted;
    size_t done;
    const struct parse_text *texts; /* of extract_again() */
    size_t text_count;
};

void extract_lose(struct ir_unit *unit, const char *path, const char *why)
{
    struct ir_build build;
    ir_build_init(&build, unit);
    unit->path = ir_string(&build, path);
    unit->health = IR_LOST;
    struct ir_loc loc = {.file = unit->path};
    ir_notice_add(&build, NOTICE_LOST, ir_loc_add(&build, &loc), why);
    ir_build_fini(&build);
}

static void read_assembly(struct ir_unit *unit, const struct unit_plan *plan)
{
    struct buf text = {0};
    const char **defines = mem_realloc(NULL, (plan->arg_count + 1) * sizeof(*defines));
    struct asm_options asm_options = {.arch = (enum ir_arch)plan->target->ir.arch, .defines = defines};
    for (size_t i = 0; i < plan->arg_count; i++) {
        if (str_has_prefix(plan->args[i], "-D")) {
            defines[asm_options.define_count++] = plan->args[i] + strlen("-D");
        }
    }
    int status = buf_read_file(&text, plan->path, ASM_SIZE_CAP);
    if (status != 0) {
        extract_lose(unit, plan->path, strerror(-status));
    } else {
        asm_unit_read(unit, plan->path, buf_text(&text), text.count, &asm_options);
    }
    free(defines);
    buf_free(&text);
}

/* A macro that a model knows as a mask operation is used as the model says. */
static enum macro_use macro_use(const void *context, const char *name, unsigned parameters)
{
    size_t count;
    const struct model_entry *entries = model_find(context, name, &count);
    for (size_t i = 0; i < count; i++) {
        const struct model_entry *entry = &entries[i];
        if (entry->role <= MODEL_EXIT && (entry->args < 0 || entry->args == (int)parameters)) {
            bool value = entry->state == MODEL_ARG_RETURN && entry->role != MODEL_RESTORE;
            return value || entry->taken != MODEL_TAKEN_ALWAYS ? MACRO_VALUE : MACRO_STATEMENT;
        }
    }
    return MACRO_IGNORED;
}

/* What a worker sends: this, the list of lookups, the facts. */
struct made {
    uint64_t list_size;
    bool keep;
};

static void make_unit(const struct extraction *extraction, const struct unit_plan *plan, struct ir_unit *unit,
                      struct parse_trace *trace)
{
    if (plan->is_assembly) {
        trace_file(trace, plan->path);
        read_assembly(unit, plan);
    } else {
        struct parse_input input = {.path = plan->path,
                                    .args = plan->args,
                                    .arg_count = plan->arg_count,
                                    .target = plan->target->ir,
                                    .triple = plan->target->triple,
                                    .cpu = plan->target->cpu,
                                    .is_cxx = plan->is_cxx,
                                    .opens_excluded = plan->opens_excluded,
                                    .finds_headers = !plan->is_listed,
                                    .known_macros = {macro_use, extraction->model},
                                    .texts = extraction->texts,
                                    .text_count = extraction->text_count,
                                    .trace = trace};
        parse_unit(unit, &input, extraction->plans->headers);
    }
    unit->is_listed = plan->is_listed;
    suppress_extract(unit);
}

static void work(void *context, size_t item, struct buf *out)
{
    const struct extraction *extraction = context;
    const struct unit_plan *plan = &extraction->plans->units.data[extraction->missing.data[item]];
    struct ir_unit unit = {0};
    struct parse_trace trace = {0};
    struct buf list = {0};
    struct made made = {0};
    make_unit(extraction, plan, &unit, extraction->traces ? &trace : NULL);
    if (extraction->traces) {
        bool holds =
            lookups_record(extraction->reuse.lookups, &trace, (enum ir_arch)plan->target->ir.arch, &list);
        made.keep = holds && unit.health != IR_LOST;
        made.list_size = list.count;
    }
    buf_addn(out, (const char *)&made, sizeof(made));
    buf_addn(out, buf_text(&list), list.count);
    fact_write(out, &unit);
    buf_free(&list);
    trace_free(&trace);
    ir_unit_free(&unit);
}

/* The unit is read, from the cache or just now. */
static void finish(struct extraction *extraction, size_t index, const void *list, size_t list_size)
{
    if (extraction->reads_wanted) {
        lookups_files(list, list_size, &extraction->extracted->reads);
    }
    if (extraction->progress) {
        progress_unit(extraction->progress, ++extraction->done, extraction->plans->units.count,
                      extraction->plans->units.data[index].path);
    }
}

static void done(void *context, size_t item, enum worker_status status, const void *data, size_t size)
{
    struct extraction *extraction = context;
    size_t index = extraction->missing.data[item];
    struct ir_unit *unit = extraction->extracted->units.data[index];
    const struct key *key = &extraction->keys.data[index];
    struct made made = {0};
    const char *problem = status == WORKER_CRASHED     ? "the parser crashed on this file"
                          : status == WORKER_TIMED_OUT ? "the parser took too long on this file"
                                                       : NULL;
    const char *list = (const char *)data + sizeof(made);
    if (!problem) {
        memcpy(&made, data, sizeof(made));
        const char *facts = list + made.list_size;
        size_t facts_size = size - sizeof(made) - (size_t)made.list_size;
        problem = fact_read(unit, facts, facts_size);
        if (!problem && made.keep && key->is_known) {
            reuse_keep(&extraction->reuse, &key->digest, list, (size_t)made.list_size, facts, facts_size);
        }
    }
    if (problem) {
        extract_lose(unit, extraction->plans->units.data[index].path, problem);
    }
    finish(extraction, index, list, (size_t)made.list_size);
}

static const char *run_text(const struct unit_plans *plans, const struct ir_unit *unit, uint32_t string)
{
    return arena_strdup(plans->run, ir_text(unit, string));
}

static void collect_notices(const struct unit_plans *plans, const struct ir_unit *unit,
                            struct notice_list *notices)
{
    for (size_t i = 0; i < unit->notices.count; i++) {
        const struct ir_notice *from = &unit->notices.data[i];
        struct notice notice = {.kind = (enum notice_kind)from->kind,
                                .message = run_text(plans, unit, from->message)};
        if (from->loc != IR_NONE) {
            const struct ir_loc *loc = &unit->locs.data[from->loc];
            notice.loc = (struct loc){
                .file = run_text(plans, unit, loc->file), .line = loc->line, .column = loc->column};
        }
        VEC_PUSH(notices, notice);
    }
}

/* Finds what was read before, and lists what has to be read now. */
static void find_known(struct extraction *extraction)
{
    const struct unit_plans *plans = extraction->plans;
    struct buf list = {0};
    for (size_t i = 0; i < plans->units.count; i++) {
        struct key key = {0};
        struct ir_unit *unit = mem_realloc(NULL, sizeof(*unit));
        *unit = (struct ir_unit){0};
        VEC_PUSH(&extraction->extracted->units, unit);
        key.is_known = reuse_key(&extraction->reuse, &plans->units.data[i], &key.digest);
        VEC_PUSH(&extraction->keys, key);
        if (key.is_known && reuse_find(&extraction->reuse, &key.digest, unit, &list)) {
            finish(extraction, i, list.data, list.count);
        } else {
            VEC_PUSH(&extraction->missing, i);
        }
    }
    buf_free(&list);
}

static int compare_units(const void *a, const void *b)
{
    const struct ir_unit *left = *(struct ir_unit *const *)a;
    const struct ir_unit *right = *(struct ir_unit *const *)b;
    int order = strcmp(ir_text(left, left->path), ir_text(right, right->path));
    if (order == 0 && left != right) { /* a build compiles it in several ways */
        struct buf ones = {0};
        struct buf others = {0};
        fact_write(&ones, left);
        fact_write(&others, right);
        order = ones.count != others.count ? (ones.count > others.count) - (ones.count < others.count)
                                           : memcmp(ones.data, others.data, ones.count);
        buf_free(&ones);
        buf_free(&others);
        order = order ? order : (left->build > right->build) - (left->build < right->build);
    }
    return order;
}

void extract_arrange(struct extracted *extracted, const struct unit_plans *plans, struct notice_list *notices)
{
    if (extracted->units.count) {
        qsort(extracted->units.data, extracted->units.count, sizeof(*extracted->units.data), compare_units);
    }
    for (size_t i = 0; i < extracted->units.count; i++) {
        struct ir_unit *unit = extracted->units.data[i];
        unit->is_part = plans->is_part;
        if (!units_around(plans, ir_text(unit, unit->path))) { /* the summary counts the others */
            collect_notices(plans, unit, notices);
        }
    }
}

static unsigned worker_count(const struct options *options)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return options->jobs ? options->jobs : processors > 0 ? (unsigned)processors : 1;
}

void extract_units(struct extracted *extracted, const struct unit_plans *plans, const struct options *options,
                   const struct model *model, struct notice_list *notices, struct progress *progress)
{
    struct extraction extraction = {.plans = plans,
                                    .extracted = extracted,
                                    .model = model,
                                    .progress = progress,
                                    .reads_wanted = options->depfile != NULL};
    reuse_open(&extraction.reuse, plans, options, model);
    extraction.traces = extraction.reuse.cache.folder || extraction.reads_wanted;
    find_known(&extraction);
    struct worker_job job = {
        .count = extraction.missing.count,
        .workers = worker_count(options),
        .seconds_max = UNIT_SECONDS_MAX,
        .work = work,
        .done = done,
        .context = &extraction,
    };
    workers_run(&job);
    extracted->reused = extraction.reuse.hits;
    reuse_close(&extraction.reuse, notices);
    VEC_FREE(&extraction.keys);
    VEC_FREE(&extraction.missing);
    for (size_t i = 0; i < extracted->units.count; i++) {
        extracted->units.data[i]->build = plans->units.data[i].build;
    }
    extract_arrange(extracted, plans, notices);
}

void extract_again(struct extracted *again, const struct unit_plans *plans, const size_t *which, size_t count,
                   const struct options *options, const struct model *model, const struct parse_text *texts,
                   size_t text_count)
{
    struct extraction extraction = {
        .plans = plans, .extracted = again, .model = model, .texts = texts, .text_count = text_count};
    for (size_t i = 0; i < plans->units.count; i++) {
        struct key key = {0};
        VEC_PUSH(&again->units, NULL);
        VEC_PUSH(&extraction.keys, key);
    }
    for (size_t i = 0; i < count; i++) {
        struct ir_unit *unit = mem_realloc(NULL, sizeof(*unit));
        *unit = (struct ir_unit){0};
        again->units.data[which[i]] = unit;
        VEC_PUSH(&extraction.missing, which[i]);
    }
    struct worker_job job = {.count = count,
                             .workers = worker_count(options),
                             .seconds_max = UNIT_SECONDS_MAX,
                             .work = work,
                             .done = done,
                             .context = &extraction};
    workers_run(&job);
    VEC_FREE(&extraction.keys);
    VEC_FREE(&extraction.missing);
}

void extract_free(struct extracted *extracted)
{
    for (size_t i = 0; i < extracted->units.count; i++) {
        if (extracted->units.data[i]) {
            ir_unit_free(extracted->units.data[i]);
            free(extracted->units.data[i]);
        }
    }
    VEC_FREE(&extracted->units);
    str_free(&extracted->reads);
}
