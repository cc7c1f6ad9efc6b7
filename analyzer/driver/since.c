#include "driver/since.h"

#include "base/str.h"
#include "driver/view.h"

#include <string.h>
#include <sys/stat.h>

/* A function's lines, in a file of which lines were removed. */
struct body {
    uint32_t file; /* id in `files` */
    uint32_t first, last;
};

struct since {
    const struct git_changes *changes;
    struct arena arena;
    struct strtab files; /* that changed, without links */
    struct strtab shown; /* as units and findings name files */
    VEC(uint32_t) real;  /* by the id of the shown name: id in `files`, or 0 */
    VEC(uint32_t) of;    /* by change: id in `files` */
    VEC(struct body) bodies;
};

bool since_read(struct git_changes *changes, struct arena *run, const struct options *options,
                struct notice_list *notices)
{
    if (!options->since) {
        return true;
    }
    size_t count;
    const char *real = view_real(run, options_paths(options, &count)[0]);
    struct stat info;
    if (real && stat(real, &info) == 0 && !S_ISDIR(info.st_mode)) {
        size_t length = (size_t)(str_basename(real) - real);
        real = arena_strndup(run, real, length);
    }
    return git_changes(changes, run, real ? real : "/", options->since, options->since_base, notices);
}

/* The changed file that is shown by this name, or 0. */
static uint32_t changed_file(struct since *since, const char *name)
{
    uint32_t id = str_add(&since->shown, name);
    while (since->real.count <= id) {
        VEC_PUSH(&since->real, UINT32_MAX);
    }
    if (since->real.data[id] == UINT32_MAX) {
        const char *real = *name ? view_real(&since->arena, name) : NULL;
        since->real.data[id] = real ? str_find(&since->files, real) : 0;
    }
    return since->real.data[id];
}

static void add_bodies(struct since *since, const struct ir_unit *unit)
{
    for (size_t i = 0; i < unit->funcs.count; i++) {
        uint32_t at = unit->funcs.data[i].body_loc;
        if (at == IR_NONE) {
            continue;
        }
        const struct ir_loc *loc = &unit->locs.data[at];
        struct body body = {
            .file = changed_file(since, ir_text(unit, loc->file)), .first = loc->line, .last = loc->end_line};
        if (body.file) {
            VEC_PUSH(&since->bodies, body);
        }
    }
}

/* Is there a function around both the line and what was removed? */
static bool loses_lines(const struct since *since, const struct git_change *change, uint32_t file,
                        uint32_t line)
{
    for (size_t i = 0; change->removes && i < since->bodies.count; i++) {
        const struct body *body = &since->bodies.data[i];
        uint32_t last = body->last - (change->count == 0); /* behind the last line is outside */
        if (body->file == file && line >= body->first && line <= body->last && change->line >= body->first &&
            change->line <= last) {
            return true;
        }
    }
    return false;
}

static bool is_changed(struct since *since, const struct loc *loc)
{
    uint32_t file = loc->file && loc->line ? changed_file(since, loc->file) : 0;
    for (size_t i = 0; file && i < since->changes->data.count; i++) {
        const struct git_change *change = &since->changes->data.data[i];
        bool new_line = loc->line >= change->line && loc->line - change->line < change->count;
        if (since->of.data[i] == file && (new_line || loses_lines(since, change, file, loc->line))) {
            return true;
        }
    }
    return false;
}

static bool counts(struct since *since, const struct finding *finding)
{
    bool changed = is_changed(since, &finding->loc) || is_changed(since, &finding->spelled);
    for (size_t i = 0; i < finding->step_count && !changed; i++) {
        changed = is_changed(since, &finding->steps[i].loc);
    }
    return changed;
}

void since_keep(struct finding_list *findings, const struct git_changes *changes,
                const struct extracted *extracted)
{
    struct since since = {.changes = changes};
    for (size_t i = 0; i < changes->data.count; i++) {
        VEC_PUSH(&since.of, str_add(&since.files, changes->data.data[i].file));
    }
    for (size_t i = 0; changes->data.count && i < extracted->units.count; i++) {
        add_bodies(&since, extracted->units.data[i]);
    }
    size_t kept = 0;
    for (size_t i = 0; i < findings->count; i++) {
        if (counts(&since, &findings->data[i])) {
            findings->data[kept++] = findings->data[i];
        }
    }
    findings->count = kept;
    VEC_FREE(&since.real);
    VEC_FREE(&since.of);
    VEC_FREE(&since.bodies);
    str_free(&since.shown);
    str_free(&since.files);
    arena_free(&since.arena);
}
