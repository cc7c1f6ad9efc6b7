#include "driver/units.h"

#include "base/buf.h"
#include "base/str.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SOURCE_SIZE_MAX = 64 * 1024 * 1024 };

static void notice(struct notice_list *notices, enum notice_kind kind, const char *path, const char *message)
{
    struct notice entry = {.kind = kind, .loc = {.file = path}, .message = message};
    VEC_PUSH(notices, entry);
}

static bool is_assembly(const char *path)
{
    return str_has_suffix(path, ".s") || str_has_suffix(path, ".S") || str_has_suffix(path, ".asm");
}

static bool is_source(const char *path)
{
    return str_has_suffix(path, ".c") || str_has_suffix(path, ".h") || is_assembly(path);
}

enum { VOTERS_MAX = 400, VOTER_SIZE_MAX = 256 * 1024, VOTE_SHARE = 4 };

/* The family whose headers at least a quarter of a tree's sources include, or NULL. */
static const char *vote_sources(const char *const *sources, size_t count)
{
    struct buf text = {0};
    const char *families[8] = {NULL};
    size_t votes[8] = {0};
    size_t voters = count < VOTERS_MAX ? count : VOTERS_MAX;
    const char *winner = NULL;
    for (size_t i = 0; i < voters; i++) {
        buf_read_file(&text, sources[i], VOTER_SIZE_MAX);
        const char *family = target_clue(buf_text(&text));
        for (size_t j = 0; family && j < 8; j++) {
            if (!families[j] || strcmp(families[j], family) == 0) {
                families[j] = family;
                winner = ++votes[j] * VOTE_SHARE >= voters ? family : winner;
                break;
            }
        }
    }
    buf_free(&text);
    return winner;
}

/* The family that some header of the tree includes, where nothing else says; or NULL. */
static const char *header_clue(const struct headers *headers)
{
    struct buf text = {0};
    const char *family = NULL;
    for (size_t i = 0; i < headers_count(headers) && i < VOTERS_MAX && !family; i++) {
        buf_read_file(&text, headers_path(headers, i), VOTER_SIZE_MAX);
        family = target_clue(buf_text(&text));
    }
    buf_free(&text);
    return family;
}

static const struct target *choose_target(struct unit_plans *plans, const struct options *options,
                                          const char *path, struct notice_list *notices)
{
    struct target *target = ARENA_NEW(plans->run, struct target);
    if (options->target || options->cpu) {
        if (!target_find(options->target, options->cpu, target)) {
            notice(notices, NOTICE_ERROR, path, "unknown target: see --target and --cpu in critlint --help");
        }
        return target;
    }
    struct buf text = {0};
    size_t count = 0;
    const char *const *sources = headers_sources(plans->headers, &count);
    const char *why;
    const char *family = *path ? NULL : vote_sources(sources, count);
    if (family) {
        target_find(family, NULL, target);
        notice(notices, NOTICE_INFO, path,
               arena_printf(plans->run, "target %s: most sources include its headers", family));
        return target;
    }
    buf_read_file(&text, path, SOURCE_SIZE_MAX);
    if (!target_guess(sources, count, path, buf_text(&text), target, &why)) {
        const char *included = header_clue(plans->headers);
        if (included && target_find(included, NULL, target)) {
            why = "a header of the tree includes its headers";
        }
    }
    notice(notices, NOTICE_INFO, path,
           arena_printf(plans->run, "target %s %s: %s", target->triple, target->cpu, why));
    buf_free(&text);
    return target;
}

static void add_unit(struct unit_plans *plans, const char *path, const struct target *target,
                     const struct options *options, bool reported)
{
    size_t count = target->arg_count + options->add_args.count + 2;
    const char **args = ARENA_ARRAY(plans->run, const char *, count);
    size_t used = 0;
    for (size_t i = 0; i < target->arg_count; i++) {
        args[used++] = target->args[i];
    }
    if (target->cpu_arg[0]) {
        args[used++] = target->cpu_arg;
    }
    for (size_t i = 0; i < options->add_args.count; i++) {
        args[used++] = options->add_args.data[i];
    }
    struct unit_plan unit = {.path = path,
                             .args = args,
                             .arg_count = used,
                             .target = target,
                             .is_assembly = is_assembly(path),
                             .reported = reported};
    VEC_PUSH(&plans->units, unit);
}

static bool plan_path(struct unit_plans *plans, const char *path, const struct options *options,
                      struct notice_list *notices)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        notice(notices, NOTICE_ERROR, path,
               arena_printf(plans->run, "cannot read '%s': %s", path, strerror(errno)));
        return false;
    }
    if (S_ISREG(info.st_mode)) {
        if (!is_source(path)) {
            notice(notices, NOTICE_ERROR, path,
                   arena_printf(plans->run, "'%s' is no C or assembler source", path));
            return false;
        }
        add_unit(plans, path, choose_target(plans, options, path, notices), options, true);
        plans->single_file = true;
        return true;
    }
    size_t count = 0;
    bool is_root = plans->root && strcmp(plans->root, path) == 0;
    struct headers *tree = is_root ? plans->headers : headers_new(plans->run, path);
    const char *const *sources = headers_sources(tree, &count);
    if (count) {
        const struct target *target = choose_target(plans, options, "", notices);
        for (size_t i = 0; i < count; i++) {
            add_unit(plans, sources[i], target, options, true);
        }
    } else {
        notice(notices, NOTICE_ERROR, path, arena_printf(plans->run, "no C source below '%s'", path));
    }
    if (!is_root) {
        headers_free(tree);
    }
    return count != 0;
}

bool units_plan(struct unit_plans *plans, struct arena *run, const struct options *options,
                struct notice_list *notices)
{
    *plans = (struct unit_plans){.run = run};
    const char *const here = ".";
    const char *const *paths = options->paths.count ? options->paths.data : &here;
    size_t count = options->paths.count ? options->paths.count : 1;
    struct stat info;
    if (options->root && (stat(options->root, &info) != 0 || !S_ISDIR(info.st_mode))) {
        notice(notices, NOTICE_ERROR, options->root,
               arena_printf(run, "--root '%s' is no folder", options->root));
        return false;
    }
    plans->root = options->root;
    if (!plans->root && stat(paths[0], &info) == 0 && S_ISDIR(info.st_mode)) {
        plans->root = paths[0];
    }
    plans->headers = headers_new(run, plans->root);
    bool ok = true;
    for (size_t i = 0; i < count; i++) {
        ok &= plan_path(plans, paths[i], options, notices);
    }
    return ok;
}

void units_free(struct unit_plans *plans)
{
    if (plans->headers) {
        headers_free(plans->headers);
    }
    VEC_FREE(&plans->units);
}
