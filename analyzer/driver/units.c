#include "driver/units.h"

#include "base/str.h"
#include "driver/around.h"
#include "driver/guess.h"
#include "driver/settings.h"
#include "frontend/sketch.h"
#include "frontend/source_kind.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static void notice(struct notice_list *notices, enum notice_kind kind, const char *path, const char *message)
{
    struct notice entry = {.kind = kind, .loc = {.file = path}, .message = message};
    VEC_PUSH(notices, entry);
}

static enum flags_language language_of(const char *path)
{
    enum source_kind kind = source_kind(path);
    return kind == SOURCE_ASSEMBLY ? FLAGS_ASSEMBLY : source_is_cxx(kind) ? FLAGS_CXX : FLAGS_C;
}

/* ---- one unit ---------------------------------------------------------------------------------- */

typedef VEC(const char *) arg_list;

static void add_target_args(arg_list *args, const struct target *target)
{
    for (size_t i = 0; i < target->arg_count; i++) {
        VEC_PUSH(args, target->args[i]);
    }
    if (target->cpu_arg[0]) {
        VEC_PUSH(args, target->cpu_arg);
    }
}

static bool is_removed(const char *arg, const struct options *options)
{
    for (size_t i = 0; i < options->remove_args.count; i++) {
        if (strcmp(arg, options->remove_args.data[i]) == 0) {
            return true;
        }
    }
    return false;
}

/*
 * Adds the unit, without the flags that the user drops and with his own behind all others. Takes `args`.
 */
static void add_unit(struct unit_plans *plans, const char *path, const struct target *target, arg_list *args,
                     enum flags_language language, const struct options *options)
{
    const char **copy = ARENA_ARRAY(plans->run, const char *, args->count + options->add_args.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < args->count; i++) {
        if (!is_removed(args->data[i], options)) {
            copy[count++] = args->data[i];
        }
    }
    for (size_t i = 0; i < options->add_args.count; i++) {
        copy[count++] = options->add_args.data[i];
    }
    struct unit_plan unit = {
        .path = path,
        .args = copy,
        .arg_count = count,
        .target = target,
        .is_assembly = language == FLAGS_ASSEMBLY,
        .is_cxx = language == FLAGS_CXX,
    };
    VEC_PUSH(&plans->units, unit);
    VEC_FREE(args);
}

static bool is_defined(const arg_list *args, const char *define)
{
    size_t length = strcspn(define, "=");
    for (size_t i = 0; i < args->count; i++) {
        const char *arg = args->data[i];
        if (str_has_prefix(arg, "-D") && strncmp(arg + 2, define, length) == 0 &&
            (arg[2 + length] == '=' || !arg[2 + length])) {
            return true;
        }
    }
    return false;
}

/* What the nearest build file says plainly holds for its sources; the headers' folders are only tried first.
 */
static void add_project_args(struct unit_plans *plans, arg_list *args, const char *path)
{
    const struct projects *projects = headers_projects(plans->headers);
    const struct project *project = projects_nearest(projects, path);
    for (; project; project = projects_outer(projects, project)) {
        for (size_t i = 0; i < project->defines.count; i++) {
            if (!is_defined(args, project->defines.data[i])) { /* the nearest wins */
                VEC_PUSH(args, arena_printf(plans->run, "-D%s", project->defines.data[i]));
            }
        }
        for (size_t i = 0; i < project->includes.count; i++) {
            VEC_PUSH(args, arena_printf(plans->run, "-I%s", project->includes.data[i]));
        }
    }
}

static void add_guessed(struct unit_plans *plans, const char *path, const struct options *options)
{
    const struct target *target = guesses_target(plans->guesses, path);
    arg_list args = {0};
    enum flags_language language = language_of(path);
    if (language == FLAGS_CXX) {
        VEC_PUSH(&args, "-xc++");
        VEC_PUSH(&args, "-std=gnu++17");
    }
    add_target_args(&args, target);
    if (source_kind(path) == SOURCE_SKETCH || plans->is_arduino) {
        VEC_PUSH(&args, "-DARDUINO=10819");
        if (target->ir.arch == IR_ARCH_AVR) {
            VEC_PUSH(&args, "-DF_CPU=16000000UL");
        }
    }
    add_project_args(plans, &args, path);
    add_unit(plans, path, target, &args, language, options);
}

/* ---- as a database says ------------------------------------------------------------------------ */

/* --target and --cpu, what the command says, or a guess about what it leaves open. */
static const struct target *listed_target(struct unit_plans *plans, const struct flags *flags,
                                          const struct options *options)
{
    struct target *target = ARENA_NEW(plans->run, struct target);
    enum target_sureness sureness = target_from_words(&flags->words, target);
    bool forced = options->target || options->cpu;
    if (!forced && sureness == TARGET_SAID) {
        return target;
    }
    const struct target *guess = guesses_target(plans->guesses, "");
    bool guessed = forced || sureness == TARGET_UNSAID || target_same_family(guess, target);
    return guessed ? guess : target;
}

/* A name that is not in the folder of the command is one to search for. */
static const char *resolve(struct unit_plans *plans, const struct flag *flag, const char *directory)
{
    if (flag->kind == FLAG_TEXT) {
        return flag->text;
    }
    const char *path = view_join(plans->run, directory, flag->text);
    struct stat info;
    if (flag->kind == FLAG_HEADER && stat(path, &info) != 0) {
        return flag->text;
    }
    return view_path(&plans->view, path);
}

/* `own`: the command is that of `path`, not a neighbour's. */
static void add_listed(struct unit_plans *plans, const char *path, const struct database_entry *entry,
                       bool own, const struct options *options)
{
    const struct flags *flags = &entry->flags;
    const struct target *target = listed_target(plans, flags, options);
    struct target named;
    arg_list args = {0};
    add_target_args(&args, target);
    if (target_from_words(&flags->words, &named) != TARGET_UNSAID && target_same_family(&named, target)) {
        for (size_t i = 0; i < flags->machine.count; i++) {
            if (flags_fits(flags->machine.data[i].text, target)) {
                VEC_PUSH(&args, flags->machine.data[i].text);
            }
        }
    }
    for (size_t i = 0; i < flags->args.count; i++) {
        VEC_PUSH(&args, resolve(plans, &flags->args.data[i], entry->directory));
    }
    enum flags_language language = flags->language;
    if (language_of(path) == FLAGS_ASSEMBLY) {
        language = FLAGS_ASSEMBLY;
    } else if (!own && language == FLAGS_C && language_of(path) == FLAGS_CXX) {
        language = FLAGS_CXX;
        VEC_PUSH(&args, "-xc++");
        VEC_PUSH(&args, "-std=gnu++17");
    }
    if (language != FLAGS_ASSEMBLY) {
        const struct toolchain_answer *answer =
            toolchains_ask(&plans->toolchains, flags, entry->directory, target);
        for (size_t i = 0; i < answer->arg_count; i++) {
            VEC_PUSH(&args, answer->args[i]);
        }
    }
    add_unit(plans, path, target, &args, language, options);
    plans->units.data[plans->units.count - 1].is_listed = true;
    plans->units.data[plans->units.count - 1].build = entry->build;
    plans->listed = true;
}

/* The databases that serve a path. */
struct service {
    struct database *const *list;
    size_t count;
};

/* A listed command compiles `path`: itself, or for one that is not listed the nearest by its folders. */
static const struct database_entry *nearest_entry(const struct service *service, const char *real,
                                                  enum flags_language language)
{
    const struct database_entry *best = NULL;
    size_t best_shared = 0;
    for (size_t i = 0; i < service->count; i++) {
        for (size_t j = 0; j < service->list[i]->entries.count; j++) {
            const struct database_entry *entry = &service->list[i]->entries.data[j];
            size_t shared = 0;
            for (size_t at = 0; real[at] && real[at] == entry->path[at]; at++) {
                shared += real[at] == '/';
            }
            shared = 2 * shared + (entry->flags.language == language);
            if (!best || shared > best_shared ||
                (shared == best_shared && strcmp(entry->path, best->path) < 0)) {
                best = entry;
                best_shared = shared;
            }
        }
    }
    return best;
}

/* With each command that a build has for it. True if there is one. */
static bool plan_exact(struct unit_plans *plans, const char *path, const char *real,
                       const struct service *service, const struct options *options)
{
    size_t before = plans->units.count;
    for (size_t i = 0; i < service->count; i++) {
        for (size_t j = 0; j < service->list[i]->entries.count; j++) {
            const struct database_entry *entry = &service->list[i]->entries.data[j];
            if (strcmp(entry->path, real) == 0) {
                add_listed(plans, path, entry, true, options);
            }
        }
    }
    return plans->units.count != before;
}

/* True if there was a command for it. */
static bool plan_listed_file(struct unit_plans *plans, const char *path, const char *real,
                             const struct service *service, const struct options *options,
                             struct notice_list *notices)
{
    if (plan_exact(plans, path, real, service, options)) {
        return true;
    }
    const struct database_entry *entry = nearest_entry(service, real, language_of(path));
    if (entry) {
        notice(notices, NOTICE_INFO, path,
               arena_printf(plans->run, "not in the database: read with the flags of '%s'",
                            view_path(&plans->view, entry->path)));
        add_listed(plans, path, entry, false, options);
    }
    return entry != NULL;
}

/* ---- the sources of a folder ------------------------------------------------------------------- */

/* The sources of the walk by their real paths, so that a database's name for one finds ours. */
struct walk {
    struct strtab reals;
    VEC(const char *) shown; /* by the id of the real path */
    VEC(bool) listed;
};

static void walk_sources(struct walk *walk, struct unit_plans *plans, const char *const *sources,
                         size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *real = view_real(plans->run, sources[i]);
        uint32_t id = real ? str_add(&walk->reals, real) : 0;
        while (walk->shown.count <= id) {
            VEC_PUSH(&walk->shown, NULL);
            VEC_PUSH(&walk->listed, false);
        }
        walk->shown.data[id] = sources[i];
    }
}

static void walk_free(struct walk *walk)
{
    str_free(&walk->reals);
    VEC_FREE(&walk->shown);
    VEC_FREE(&walk->listed);
}

/* What a build leaves in its own folder is none of the sources. */
static bool is_built(const struct service *service, const char *folder, const char *real)
{
    for (size_t i = 0; i < service->count; i++) {
        const char *of = service->list[i]->folder;
        if (view_below(folder, of) && strcmp(folder, of) != 0 && view_below(of, real)) {
            return true;
        }
    }
    return false;
}

static void say_unlisted(struct unit_plans *plans, const char *path, const struct walk *walk,
                         const struct service *service, struct notice_list *notices)
{
    const char *folder = view_real(plans->run, path);
    const char *example = NULL;
    size_t unlisted = 0;
    for (uint32_t id = 1; id < walk->shown.count; id++) {
        if (!walk->listed.data[id] && !is_built(service, folder, str_get(&walk->reals, id))) {
            example = example ? example : walk->shown.data[id];
            unlisted++;
        }
    }
    if (unlisted) { /* a database that was found may be an old or partial one: that must show */
        bool chosen = plans->databases.options->databases.count != 0;
        notice(notices, chosen ? NOTICE_INFO : NOTICE_DEGRADED, path,
               arena_printf(plans->run,
                            "sources not in the compilation database and not analysed: %zu, such as '%s'",
                            unlisted, example));
    }
}

/* Those that the configuration does not exclude. */
static const char *const *kept_sources(struct unit_plans *plans, const char *const *sources, size_t *count,
                                       const struct options *options)
{
    const char **kept = ARENA_ARRAY(plans->run, const char *, *count + 1);
    size_t of = *count;
    *count = 0;
    for (size_t i = 0; i < of; i++) {
        if (!settings_match(options->config, CONFIG_EXCLUDE, sources[i])) {
            kept[(*count)++] = sources[i];
        }
    }
    return kept;
}

/* True if a database lists something below `path`. */
static bool plan_listed_folder(struct unit_plans *plans, const char *path, const struct walk *walk,
                               const struct service *service, const struct options *options,
                               struct notice_list *notices)
{
    const char *folder = view_real(plans->run, path);
    size_t all = 0;
    bool useful = false;
    for (size_t i = 0; i < service->count; i++) {
        const struct database *database = service->list[i];
        size_t units = 0;
        for (size_t j = 0; j < database->entries.count; j++) {
            const struct database_entry *entry = &database->entries.data[j];
            if (!view_below(folder, entry->path) ||
                settings_match(options->config, CONFIG_EXCLUDE, entry->path)) {
                continue;
            }
            uint32_t id = str_find(&walk->reals, entry->path);
            if (id) {
                walk->listed.data[id] = true;
            }
            const char *shown = id ? walk->shown.data[id] : view_path(&plans->view, entry->path);
            add_listed(plans, shown, entry, true, options);
            units++;
        }
        all += units;
        useful |= database->entries.count != 0;
        notice(notices, NOTICE_INFO, view_path(&plans->view, database->path),
               arena_printf(plans->run, "compilation database: %zu of %zu commands are units below '%s'",
                            units, database->commands, path));
    }
    if (all) {
        say_unlisted(plans, path, walk, service, notices);
    } else if (useful) {
        notice(notices, NOTICE_DEGRADED, path,
               "the compilation database lists nothing here: all sources are analysed, without it");
    }
    return all != 0;
}

static bool plan_folder(struct unit_plans *plans, const char *path, const struct service *service,
                        const struct options *options, struct notice_list *notices)
{
    size_t count = 0;
    bool is_root = plans->root && strcmp(plans->root, path) == 0;
    struct headers *tree = is_root ? plans->headers : headers_new(plans->run, path);
    const char *const *sources = headers_sources(tree, &count);
    sources = kept_sources(plans, sources, &count, options);
    struct walk walk = {0};
    walk_sources(&walk, plans, sources, service->count ? count : 0);
    VEC_PUSH(&plans->folders, path);
    bool listed = plan_listed_folder(plans, path, &walk, service, options, notices);
    if (!listed && count) {
        for (size_t i = 0; i < count; i++) {
            if (source_kind(sources[i]) != SOURCE_SKETCH || sketch_is_unit(plans->run, sources[i])) {
                add_guessed(plans, sources[i], options);
            }
        }
    } else if (!listed) {
        notice(notices, NOTICE_ERROR, path, arena_printf(plans->run, "no C or C++ source below '%s'", path));
    }
    walk_free(&walk);
    if (!is_root) {
        headers_free(tree);
    }
    return listed || count != 0;
}

/* ---- the paths --------------------------------------------------------------------------------- */

/* clang drops a leading "./": findings would stand in a file that nobody asked for. */
static const char *without_dots(const char *path)
{
    while (path[0] == '.' && path[1] == '/' && path[2]) {
        for (path += 2; *path == '/' && path[1]; path++) {
        }
    }
    return path;
}

/* A word that is no path may be a misspelt command. */
static const char *command_meant(struct arena *run, const char *word)
{
    const char *nearest = options_nearest_command(word);
    return nearest ? arena_printf(run, "; did you mean 'critlint %s'?", nearest) : "";
}

static bool plan_path(struct unit_plans *plans, const char *path, const struct options *options,
                      struct notice_list *notices)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        notice(notices, NOTICE_ERROR, path,
               arena_printf(plans->run, "cannot read '%s': %s%s", path, strerror(errno),
                            command_meant(plans->run, path)));
        return false;
    }
    bool is_file = S_ISREG(info.st_mode);
    if (is_file && source_kind(path) == SOURCE_NONE) {
        notice(notices, NOTICE_ERROR, path,
               arena_printf(plans->run, "'%s' is no C, C++ or assembler source", path));
        return false;
    }
    const char *real = view_real(plans->run, path);
    size_t first = 0;
    struct service service = {0};
    bool ok = real && databases_serve(&plans->databases, real, !is_file, &first, &service.count);
    service.list = plans->databases.list.data ? plans->databases.list.data + first : NULL;
    for (size_t i = 0; i < service.count; i++) {
        toolchains_distrust(&plans->toolchains, service.list[i]->folder);
    }
    if (!is_file) {
        return plan_folder(plans, path, &service, options, notices) && ok;
    }
    if (!plan_listed_file(plans, path, real, &service, options, notices)) {
        add_guessed(plans, path, options);
    }
    plans->single_file = true;
    return ok;
}

/* As a finding in a check of the tree would name the file. */
static const char *name_in_tree(struct unit_plans *plans, const char *path, const char *real)
{
    const char *root = plans->root;
    bool here = strcmp(root, ".") == 0;
    bool named = here ? *path != '/' && !str_has_prefix(path, "../")
                      : view_below(root, path) && !strstr(path + strlen(root), "/../");
    return named && !strstr(path, "/../") ? path : view_path(&plans->view, real);
}

/* One source as a check of the whole tree would read it. */
static bool plan_unit(struct unit_plans *plans, const char *given, const struct options *options,
                      struct notice_list *notices)
{
    const char *real = view_real(plans->run, given);
    const char *tree = view_real(plans->run, plans->root);
    struct stat info;
    if (!real || stat(real, &info) != 0) {
        notice(notices, NOTICE_ERROR, given,
               arena_printf(plans->run, "cannot read '%s': %s", given, strerror(errno)));
        return false;
    }
    if (!S_ISREG(info.st_mode) || source_kind(given) == SOURCE_NONE) {
        notice(notices, NOTICE_ERROR, given,
               arena_printf(plans->run, "'%s' is no C, C++ or assembler source", given));
        return false;
    }
    size_t first = 0;
    struct service service = {0};
    bool ok = tree && databases_serve(&plans->databases, tree, true, &first, &service.count);
    service.list = plans->databases.list.data ? plans->databases.list.data + first : NULL;
    for (size_t i = 0; i < service.count; i++) {
        toolchains_distrust(&plans->toolchains, service.list[i]->folder);
    }
    const char *path = name_in_tree(plans, given, real);
    if (!plan_listed_file(plans, path, real, &service, options, notices)) {
        add_guessed(plans, path, options);
    }
    return ok;
}

/* Nothing for another architecture runs beside what was asked for. */
static bool is_for_asked(const struct unit_plans *plans, size_t asked, const struct unit_plan *plan)
{
    for (size_t i = 0; i < asked; i++) {
        if (plans->units.data[i].target->ir.arch == plan->target->ir.arch) {
            return true;
        }
    }
    return false;
}

/* Behind all that was asked for. Of a build only what it lists. */
static void plan_around(struct unit_plans *plans, const struct options *options, struct notice_list *notices)
{
    size_t count = 0;
    size_t first = 0;
    around_list found = {0};
    struct service service = {0};
    const char *const *sources = headers_sources(plans->headers, &count);
    sources = kept_sources(plans, sources, &count, options);
    around_find(&found, plans->run, plans->root, sources, count, options->paths.data, options->paths.count,
                options->around, notices);
    const char *tree = view_real(plans->run, plans->root);
    if (tree && databases_serve(&plans->databases, tree, true, &first, &service.count)) {
        service.list = plans->databases.list.data ? plans->databases.list.data + first : NULL;
    }
    size_t asked = plans->units.count;
    for (size_t i = 0; i < found.count; i++) {
        const char *path = found.data[i];
        if (!service.count) {
            add_guessed(plans, path, options);
        } else if (view_real(plans->run, path)) {
            plan_exact(plans, path, view_real(plans->run, path), &service, options);
        }
    }
    size_t kept = asked;
    for (size_t i = asked; i < plans->units.count; i++) {
        if (is_for_asked(plans, asked, &plans->units.data[i])) {
            plans->units.data[kept] = plans->units.data[i];
            plans->units.data[kept++].is_around = true;
        }
    }
    plans->units.count = kept;
    plans->is_part = found.count + asked < count;
    VEC_FREE(&found);
}

bool units_tree(struct unit_plans *plans, struct arena *run, const struct options *options,
                struct notice_list *notices)
{
    struct stat info;
    size_t count;
    const char *const *paths = options_paths(options, &count);
    *plans = (struct unit_plans){.run = run};
    view_init(&plans->view, run);
    toolchains_init(&plans->toolchains, run, options, notices);
    if (options->root && (stat(options->root, &info) != 0 || !S_ISDIR(info.st_mode))) {
        notice(notices, NOTICE_ERROR, options->root,
               arena_printf(run, "--root '%s' is no folder", options->root));
        return false;
    }
    plans->root = options->root;
    if (!plans->root && stat(paths[0], &info) == 0 && S_ISDIR(info.st_mode)) {
        plans->root = paths[0];
    }
    for (size_t i = 0; i < count && options->command == COMMAND_LINK; i++) {
        VEC_PUSH(&plans->folders, paths[i]);
    }
    return true;
}

bool units_plan(struct unit_plans *plans, struct arena *run, const struct options *options,
                struct notice_list *notices)
{
    struct stat info;
    size_t count;
    const char *const *paths = options_paths(options, &count);
    if (!units_tree(plans, run, options, notices)) {
        return false;
    }
    plans->headers = headers_new(run, plans->root);
    plans->guesses = guesses_new(run, options, plans->headers, notices);
    plans->is_arduino = guess_arduino(plans->headers);
    for (size_t i = 0; i < count; i++) {
        if (stat(paths[i], &info) == 0 && S_ISDIR(info.st_mode)) {
            view_add(&plans->view, paths[i]);
        }
        toolchains_distrust(&plans->toolchains, paths[i]);
    }
    if (options->root) {
        view_add(&plans->view, options->root);
        toolchains_distrust(&plans->toolchains, options->root);
    }
    bool ok = databases_init(&plans->databases, run, &plans->view, options, notices);
    for (size_t i = 0; i < count && options->command != COMMAND_EXTRACT; i++) {
        ok &= plan_path(plans, without_dots(paths[i]), options, notices);
    }
    for (size_t i = 0; i < options->paths.count && options->command == COMMAND_EXTRACT; i++) {
        ok &= plan_unit(plans, without_dots(options->paths.data[i]), options, notices);
    }
    for (size_t i = 0; i < plans->units.count; i++) {
        plans->units.data[i].opens_excluded = plans->single_file && !plans->listed;
    }
    if (ok && plans->single_file && plans->root && plans->units.count) {
        plan_around(plans, options, notices);
    }
    guesses_tell(plans->guesses, notices);
    return ok;
}

void units_free(struct unit_plans *plans)
{
    if (plans->guesses) {
        guesses_free(plans->guesses);
    }
    if (plans->headers) {
        headers_free(plans->headers);
    }
    toolchains_free(&plans->toolchains);
    databases_free(&plans->databases);
    view_free(&plans->view);
    VEC_FREE(&plans->folders);
    VEC_FREE(&plans->units);
}

static bool is_below(const char *folder, const char *file)
{
    size_t length = strlen(folder);
    while (length && folder[length - 1] == '/') {
        length--;
    }
    if (length == 1 && *folder == '.') {
        return *file != '/' && !str_has_prefix(file, "../");
    }
    return strncmp(folder, file, length) == 0 && file[length] == '/';
}

bool units_asked(const struct unit_plans *plans, const char *file)
{
    if (plans->single_file) {
        for (size_t i = 0; i < plans->units.count && !plans->units.data[i].is_around; i++) {
            if (strcmp(plans->units.data[i].path, file) == 0) {
                return true;
            }
        }
        return false;
    }
    for (size_t i = 0; plans->listed && i < plans->folders.count; i++) {
        if (is_below(plans->folders.data[i], file)) {
            return true;
        }
    }
    return !plans->listed;
}

bool units_around(const struct unit_plans *plans, const char *path)
{
    return plans->single_file && !units_asked(plans, path);
}
