#include "driver/settings.h"

#include "base/str.h"
#include "config/globs.h"
#include "driver/selection.h"
#include "driver/view.h"
#include "frontend/flags.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool complain(const struct config *config, const struct loc *loc, const char *message)
{
    struct notice notice = {.kind = NOTICE_ERROR, .loc = *loc, .message = message};
    VEC_PUSH(config->notices, notice);
    return false;
}

/* ---- the file that counts ---------------------------------------------------------------------- */

static bool is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* The folder that holds both; a file's is the one that it lies in. */
static const char *common_folder(struct arena *run, const char *folder, const char *path)
{
    const char *other = view_real(run, path);
    if (other && !is_folder(other)) {
        size_t length = (size_t)(str_basename(other) - other);
        other = arena_strndup(run, other, length > 1 ? length - 1 : 1);
    }
    if (!folder || !other) {
        return folder ? folder : other;
    }
    size_t same = 0;
    for (size_t i = 0; folder[i] && folder[i] == other[i]; i++) {
        same = folder[i + 1] == '/' || folder[i + 1] == '\0' ? i + 1 : same;
    }
    while (same && other[same] != '/' && other[same] != '\0') {
        same--; /* "/a/bc" and "/a/b" share "/a" */
    }
    return arena_strndup(run, folder, same ? same : 1);
}

/* The file, without links, in `folder` or above; never above the root of the repository. NULL: none. */
static const char *search_upwards(struct arena *run, const char *folder)
{
    char *at = arena_strdup(run, folder);
    for (;;) {
        const char *path = arena_printf(run, "%s/%s", strcmp(at, "/") == 0 ? "" : at, CONFIG_FILE);
        if (access(path, F_OK) == 0) {
            return path;
        }
        char *slash = strrchr(at, '/');
        if (!slash || strcmp(at, "/") == 0 || access(arena_printf(run, "%s/.git", at), F_OK) == 0) {
            return NULL;
        }
        slash[slash == at] = '\0';
    }
}

static const char *find_file(struct arena *run, const struct options *options)
{
    size_t count;
    const char *const *paths = options_paths(options, &count);
    const char *folder = NULL;
    struct view view;
    view_init(&view, run);
    for (size_t i = 0; i < count; i++) {
        folder = common_folder(run, folder, paths[i]);
        if (is_folder(paths[i])) {
            view_add(&view, paths[i]);
        }
    }
    const char *found = folder ? search_upwards(run, folder) : NULL;
    found = found ? view_path(&view, found) : NULL;
    view_free(&view);
    return found;
}

static bool read_sources(const struct options *options, struct config *config)
{
    bool ok = true;
    const char *file = NULL;
    for (size_t i = 0; i < options->settings.count; i++) {
        const struct setting_option *setting = &options->settings.data[i];
        ok &= config_add_option(config, setting->key, setting->text, setting->option);
    }
    for (size_t i = 0; i < options->configs.count; i++) {
        const char *text = options->configs.data[i];
        struct loc loc = {.file = text};
        if (config_is_pair(text)) {
            ok &= config_add_pair(config, text);
        } else if (file) {
            ok = complain(config, &loc, arena_printf(config->run, "--config names '%s' already", file));
        } else {
            file = text;
        }
    }
    file = !file && !options->isolated ? find_file(config->run, options) : file;
    ok &= !file || config_add_file(config, file);
    config_settle(config);
    return ok;
}

/* ---- what it says ------------------------------------------------------------------------------ */

const char *settings_path(struct arena *run, const struct config_value *value)
{
    bool here = !value->folder || strcmp(value->folder, ".") == 0;
    return here ? value->text : view_join(run, value->folder, value->text);
}

/* Facts may be linked where the sources are not: there a path means what it says. */
static bool value_fits(const struct config_value *value, const char *path)
{
    char folder[PATH_MAX];
    char real[PATH_MAX];
    bool here = !value->folder || strcmp(value->folder, ".") == 0;
    if (!realpath(path, real)) {
        return here && globs_match(value->text, path);
    }
    if (!realpath(value->folder ? value->folder : ".", folder) || !view_below(folder, real)) {
        return false;
    }
    const char *rest = real + strlen(folder);
    return globs_match(value->text, rest + (*rest == '/'));
}

bool settings_match(const struct config *config, enum config_key key, const char *path)
{
    const struct config_values *values = config_values(config, key);
    for (size_t i = 0; i < values->count; i++) {
        if (value_fits(&values->data[i], path)) {
            return true;
        }
    }
    return false;
}

/* A tree's configuration may be anybody's: it adds what a database's command may add, and no more. */
static bool add_safe_arg(struct options *options, struct config *config, const struct config_value *value)
{
    const char *words[] = {"cc", value->text};
    struct flags flags;
    flags_read(&flags, config->run, words, 2, "unit.c");
    bool ok = flags.args.count != 0;
    for (size_t i = 0; i < flags.args.count; i++) {
        const struct flag *flag = &flags.args.data[i];
        struct config_value path = *value;
        path.text = flag->text;
        bool named = flag->kind == FLAG_PATH ||
                     (flag->kind == FLAG_HEADER && access(settings_path(config->run, &path), F_OK) == 0);
        const char *text = named ? settings_path(config->run, &path) : flag->text;
        VEC_PUSH(&options->add_args, text);
    }
    flags_free(&flags);
    return ok || complain(config, &value->loc,
                          arena_printf(config->run,
                                       "'%s' is no flag that a configuration may add: it takes macros, "
                                       "include folders, the standard, and what changes types",
                                       value->text));
}

static bool fill_args(struct options *options, struct config *config)
{
    const struct config_values *defines = config_values(config, CONFIG_DEFINES);
    const struct config_values *args = config_values(config, CONFIG_ADD_ARGS);
    const struct config_values *removed = config_values(config, CONFIG_REMOVE_ARGS);
    bool ok = true;
    for (size_t i = 0; i < removed->count; i++) {
        VEC_PUSH(&options->remove_args, removed->data[i].text);
    }
    for (size_t i = 0; i < defines->count; i++) {
        const char *text = arena_printf(config->run, "-D%s", defines->data[i].text);
        VEC_PUSH(&options->add_args, text);
    }
    for (size_t i = 0; i < args->count; i++) {
        const struct config_value *value = &args->data[i];
        if (value->rank <= CONFIG_RANK_PAIR) {
            VEC_PUSH(&options->add_args, value->text);
        } else {
            ok &= add_safe_arg(options, config, value);
        }
    }
    return ok;
}

static bool check_words(struct config *config, enum config_key key)
{
    const struct config_values *values = config_values(config, key);
    bool ok = true;
    for (size_t i = 0; i < values->count; i++) {
        const char *unknown = selection_unknown(config->run, values->data[i].text);
        if (unknown) {
            ok = complain(config, &values->data[i].loc,
                          arena_printf(config->run, "no rule '%s'; 'critlint rules' lists them", unknown));
        }
    }
    return ok;
}

/* The bit of the program of that name; 0: there are too many. */
static uint64_t image_bit(struct image_claims *claims, const char *name)
{
    for (uint32_t i = 0; i < claims->count; i++) {
        if (strcmp(claims->names[i], name) == 0) {
            return UINT64_C(1) << i;
        }
    }
    if (claims->count == IMAGES_SAID_MAX) {
        return 0;
    }
    claims->names[claims->count++] = name;
    return UINT64_C(1) << (claims->count - 1);
}

/* Each program is built by its own commands, unless the command line says by which. */
static bool fill_databases(struct options *options, struct config *config)
{
    bool ok = true;
    bool compiles = options->command != COMMAND_CONFIG_SHOW && options->command != COMMAND_MODELS &&
                    options->command != COMMAND_LINK;
    const struct config_values *values = config_values(config, CONFIG_IMAGES);
    for (size_t i = 0; i < values->count && (options->builds_apart || !options->databases.count); i++) {
        if (values->data[i].is_database) {
            const char *path = settings_path(config->run, &values->data[i]);
            VEC_PUSH(&options->databases, path);
            options->builds_apart = true;
            ok &= !compiles || access(path, F_OK) == 0 ||
                  complain(config, &values->data[i].loc,
                           arena_printf(config->run, "'%s' is no compilation database: %s; build first",
                                        values->data[i].text, strerror(errno)));
        }
    }
    return ok;
}

/* As many programs as can be named. */
static bool check_images(struct config *config)
{
    const struct config_values *values = config_values(config, CONFIG_IMAGES);
    struct image_claims claims = {.count = 0};
    for (size_t i = 0; i < values->count; i++) {
        if (!image_bit(&claims, values->data[i].image)) {
            return complain(
                config, &values->data[i].loc,
                arena_printf(config->run, "'images' names more than %d programs", IMAGES_SAID_MAX));
        }
    }
    return true;
}

/* `critlint baseline write` writes it: one that a tree's configuration names lies in the tree. */
static bool fill_baseline(struct options *options, const struct config *config)
{
    const struct config_values *values = config_values(config, CONFIG_BASELINE);
    if (!values->count) {
        return true;
    }
    const struct config_value *value = &values->data[values->count - 1];
    const char *path = settings_path(config->run, value);
    options->baseline = path;
    if (value->rank <= CONFIG_RANK_PAIR) {
        return true;
    }
    size_t length = (size_t)(str_basename(path) - path);
    const char *folder = view_real(config->run, length ? arena_strndup(config->run, path, length) : ".");
    const char *above = view_real(config->run, value->folder);
    bool inside = folder && above && view_below(above, folder);
    return inside || complain(config, &value->loc,
                              arena_printf(config->run, "the baseline '%s' is to lie below its configuration",
                                           value->text));
}

static enum tier tier_of(const struct config *config, enum config_key key, enum tier otherwise)
{
    const char *text = config_text(config, key);
    return text ? (enum tier)(*text - 'A') : otherwise;
}

bool settings_find(struct options *options, struct config *config, struct arena *run,
                   struct notice_list *notices)
{
    config_init(config, run, notices);
    bool ok = read_sources(options, config);
    ok = check_words(config, CONFIG_SELECT) && ok;
    ok = check_words(config, CONFIG_IGNORE) && ok;
    ok = fill_args(options, config) && ok;
    ok = fill_baseline(options, config) && ok;
    ok = fill_databases(options, config) && ok;
    options->config = config;
    options->target = config_text(config, CONFIG_TARGET);
    options->cpu = config_text(config, CONFIG_CPU);
    options->tier = tier_of(config, CONFIG_TIER, TIER_B);
    options->fail_on = tier_of(config, CONFIG_FAIL_ON, TIER_A);
    options->min_coverage = config_number(config, CONFIG_MIN_COVERAGE);
    for (size_t i = 0; i < config_values(config, CONFIG_SELECT)->count; i++) {
        VEC_PUSH(&options->select, config_values(config, CONFIG_SELECT)->data[i].text);
    }
    for (size_t i = 0; i < config_values(config, CONFIG_IGNORE)->count; i++) {
        VEC_PUSH(&options->ignore, config_values(config, CONFIG_IGNORE)->data[i].text);
    }
    for (size_t i = 0; i < config_values(config, CONFIG_MODEL_FILES)->count; i++) {
        VEC_PUSH(&options->models, settings_path(run, &config_values(config, CONFIG_MODEL_FILES)->data[i]));
    }
    return check_images(config) && ok;
}

static void add_claims(const struct config *config, enum config_key key, enum context_kind kind,
                       struct context_claims *claims)
{
    const struct config_values *values = config_values(config, key);
    for (size_t i = 0; i < values->count; i++) {
        const struct config_value *value = &values->data[i];
        struct context_claim claim = {
            .kind = kind,
            .func = value->text,
            .line = value->line == CONFIG_UNSAID ? LINE_NONE : value->line,
            .priority = value->priority == CONFIG_UNSAID ? PRIORITY_UNKNOWN : value->priority,
            .deadline = value->deadline,
            .period = value->period,
            .loc = value->loc,
        };
        VEC_PUSH(&claims->data, claim);
    }
}

void settings_claims(const struct config *config, struct context_claims *claims)
{
    *claims = (struct context_claims){.priority_bits = config_number(config, CONFIG_PRIORITY_BITS),
                                      .clock = config_frequency(config, CONFIG_CLOCK)};
    const struct config_values *urgent = config_values(config, CONFIG_URGENT);
    if (urgent->count) {
        const struct config_value *last = &urgent->data[urgent->count - 1];
        claims->urgent = strcmp(last->text, "high-number") == 0 ? URGENT_HIGH : URGENT_LOW;
        claims->urgent_loc = last->loc;
    }
    add_claims(config, CONFIG_ENTRIES, CONTEXT_MAIN, claims);
    add_claims(config, CONFIG_HANDLERS, CONTEXT_HANDLER, claims);
    add_claims(config, CONFIG_TASKS, CONTEXT_TASK, claims);
    const struct config_values *objects = config_values(config, CONFIG_OBJECTS);
    for (size_t i = 0; i < objects->count; i++) {
        const struct config_value *value = &objects->data[i];
        struct object_claim claim = {
            .name = value->text, .writer = value->writer, .guard = value->guard, .loc = value->loc};
        VEC_PUSH(&claims->objects, claim);
    }
}

static bool belongs(const struct config_value *value, const struct ir_unit *unit, uint32_t build)
{
    return value->is_database ? build && unit->build == build : value_fits(value, ir_text(unit, unit->path));
}

struct image_claims settings_images(const struct config *config, const struct databases *databases,
                                    struct ir_unit *const *units, size_t count)
{
    const struct config_values *values = config_values(config, CONFIG_IMAGES);
    struct image_claims claims = {.count = 0};
    uint64_t *of_unit = ARENA_ARRAY(config->run, uint64_t, count + 1);
    for (size_t i = 0; i < values->count; i++) {
        struct config_value *value = &values->data[i];
        uint64_t bit = image_bit(&claims, value->image);
        uint32_t build =
            value->is_database ? databases_number(databases, settings_path(config->run, value)) : 0;
        for (size_t j = 0; j < count && bit; j++) {
            if (belongs(value, units[j], build)) {
                of_unit[j] |= bit;
                value->met = true;
            }
        }
    }
    claims.of_unit = of_unit;
    return claims;
}
