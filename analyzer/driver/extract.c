#include "driver/extract.h"

#include "base/check.h"
#include "base/str.h"
#include "driver/workers.h"
#include "frontend/asm_unit.h"
#include "frontend/parse.h"
#include "ir/ir_build.h"
#include "store/fact_file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { UNIT_SECONDS_MAX = 120 };

struct extraction {
    const struct unit_plans *plans;
    struct extracted *extracted;
    const struct model *model;
    struct progress *progress;
    size_t done;
};

static void lost(struct ir_unit *unit, const char *path, const char *why)
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
        lost(unit, plan->path, strerror(-status));
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

static void work(void *context, size_t item, struct buf *out)
{
    const struct extraction *extraction = context;
    const struct unit_plan *plan = &extraction->plans->units.data[item];
    struct ir_unit unit = {0};
    if (plan->is_assembly) {
        read_assembly(&unit, plan);
    } else {
        struct parse_input input = {.path = plan->path,
                                    .args = plan->args,
                                    .arg_count = plan->arg_count,
                                    .target = plan->target->ir,
                                    .triple = plan->target->triple,
                                    .cpu = plan->target->cpu,
                                    .is_cxx = plan->is_cxx,
                                    .opens_excluded =
                                        extraction->plans->single_file && !extraction->plans->listed,
                                    .finds_headers = !plan->is_listed,
                                    .known_macros = {macro_use, extraction->model}};
        parse_unit(&unit, &input, extraction->plans->headers);
    }
    fact_write(out, &unit);
    ir_unit_free(&unit);
}

static void done(void *context, size_t item, enum worker_status status, const void *data, size_t size)
{
    struct extraction *extraction = context;
    struct ir_unit *unit = extraction->extracted->units.data[item];
    const char *problem = status == WORKER_CRASHED     ? "the parser crashed on this file"
                          : status == WORKER_TIMED_OUT ? "the parser took too long on this file"
                                                       : fact_read(unit, data, size);
    const char *path = extraction->plans->units.data[item].path;
    if (problem) {
        lost(unit, path, problem);
    }
    progress_unit(extraction->progress, ++extraction->done, extraction->plans->units.count, path);
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

void extract_units(struct extracted *extracted, const struct unit_plans *plans, const struct options *options,
                   const struct model *model, struct notice_list *notices, struct progress *progress)
{
    struct extraction extraction = {
        .plans = plans, .extracted = extracted, .model = model, .progress = progress};
    for (size_t i = 0; i < plans->units.count; i++) {
        struct ir_unit *unit = mem_realloc(NULL, sizeof(*unit));
        *unit = (struct ir_unit){0};
        VEC_PUSH(&extracted->units, unit);
    }
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct worker_job job = {
        .count = plans->units.count,
        .workers = options->jobs    ? options->jobs
                   : processors > 0 ? (unsigned)processors
                                    : 1,
        .seconds_max = UNIT_SECONDS_MAX,
        .work = work,
        .done = done,
        .context = &extraction,
    };
    workers_run(&job);
    for (size_t i = 0; i < extracted->units.count; i++) {
        collect_notices(plans, extracted->units.data[i], notices);
    }
}

void extract_free(struct extracted *extracted)
{
    for (size_t i = 0; i < extracted->units.count; i++) {
        ir_unit_free(extracted->units.data[i]);
        free(extracted->units.data[i]);
    }
    VEC_FREE(&extracted->units);
}
