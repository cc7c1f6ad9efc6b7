#include "driver/database.h"

#include "base/buf.h"
#include "driver/workers.h"
#include "frontend/commands.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME "compile_commands.json"

enum { READ_SECONDS_MAX = 60 };

static void say(struct databases *databases, enum notice_kind kind, const char *path, const char *message)
{
    struct notice notice = {
        .kind = kind, .loc = {.file = view_path(databases->view, path)}, .message = message};
    VEC_PUSH(databases->notices, notice);
}

static bool is_file(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

/* ---- reading one ---------------------------------------------------------------------------------- */

struct load {
    struct arena *run;
    const char *folder; /* in which libclang looks for FILE_NAME */
    const char *base;
    struct commands commands;
    const char *problem;
};

static void load_work(void *context, size_t item, struct buf *out)
{
    const struct load *load = context;
    (void)item;
    commands_read(out, load->folder, load->base);
}

static void load_done(void *context, size_t item, enum worker_status status, const void *data, size_t size)
{
    struct load *load = context;
    (void)item;
    load->problem = status == WORKER_CRASHED     ? "libclang crashed on it"
                    : status == WORKER_TIMED_OUT ? "libclang took too long to read it"
                                                 : commands_take(&load->commands, load->run, data, size);
}

static void read_commands(struct load *load)
{
    struct worker_job job = {.count = 1,
                             .workers = 1,
                             .seconds_max = READ_SECONDS_MAX,
                             .work = load_work,
                             .done = load_done,
                             .context = load};
    workers_run(&job);
}

/*
 * libclang is given a folder, not a file. A file of another name, or one beside a compile_flags.txt
 * that would be read in its place, is linked into a folder of its own.
 */
static void read_linked(struct load *load, const char *path)
{
    const char *temp = getenv("TMPDIR");
    char *folder = arena_printf(load->run, "%s/critlint-XXXXXX", temp && *temp == '/' ? temp : "/tmp");
    if (!mkdtemp(folder)) {
        load->problem =
            arena_printf(load->run, "no folder '%s' for a link to it: %s", folder, strerror(errno));
        return;
    }
    const char *link = arena_printf(load->run, "%s/" FILE_NAME, folder);
    if (symlink(path, link) == 0) {
        load->folder = folder;
        read_commands(load);
        unlink(link);
    } else {
        load->problem = arena_printf(load->run, "no link '%s' to it: %s", link, strerror(errno));
    }
    rmdir(folder);
}

struct tally {
    size_t others, missing, unread;
    const char *other, *gone; /* one each, for the message */
};

/* Everything that makes two commands differ for us; what was dropped from them does not. */
static bool is_new(struct databases *databases, const struct database_entry *entry)
{
    const struct flags *flags = &entry->flags;
    const struct flag_list *const lists[] = {&flags->args, &flags->machine, &flags->asked};
    const struct target_words *words = &flags->words;
    const char *const texts[] = {entry->path, flags->compiler, words->triple,
                                 words->cpu,  words->arch,     words->mcu};
    struct buf key = {0};
    bool relative = strchr(flags->compiler, '/') != NULL;
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        buf_addf(&key, "%s\n", texts[i] ? texts[i] : "");
    }
    for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
        for (size_t j = 0; j < lists[i]->count; j++) {
            relative |= lists[i]->data[j].kind != FLAG_TEXT && *lists[i]->data[j].text != '/';
            buf_addf(&key, "%s\n", lists[i]->data[j].text);
        }
    }
    /* Of two that were found, one may not be used at all; those of -p all are. Programs have each their own.
     */
    bool merged = databases->options->databases.count && !databases->options->builds_apart;
    size_t one = merged ? 0 : databases->list.count;
    buf_addf(&key, "%d %d %zu %s", (int)words->bits32, (int)flags->own_headers_only, one,
             relative ? entry->directory : "");
    uint32_t before = databases->keys.count;
    str_add(&databases->keys, buf_text(&key));
    buf_free(&key);
    return databases->keys.count != before;
}

static void add_entry(struct databases *databases, struct database *database,
                      const struct compile_command *command, struct tally *tally)
{
    struct arena *run = databases->run;
    struct database_entry entry = {.directory = view_join(run, database->folder, command->directory),
                                   .build = (uint32_t)databases->list.count};
    const char *path = view_join(run, entry.directory, command->file);
    flags_read(&entry.flags, run, command->args, command->arg_count, path);
    entry.path = view_real(run, path);
    tally->unread += entry.flags.unread_response;
    if (entry.flags.language == FLAGS_OTHER || !command->arg_count) {
        tally->others++;
        tally->other = path;
    } else if (!entry.path || !is_file(entry.path)) {
        tally->missing++;
        tally->gone = path;
    } else if (is_new(databases, &entry)) {
        VEC_PUSH(&database->entries, entry);
        return;
    }
    flags_free(&entry.flags);
}

static void say_tally(struct databases *databases, const struct database *database, const struct tally *tally,
                      bool truncated)
{
    struct arena *run = databases->run;
    if (tally->others) {
        say(databases, NOTICE_INFO, database->path,
            arena_printf(run,
                         "%zu of %zu commands skipped, such as that of '%s': neither C, C++ nor assembler",
                         tally->others, database->commands, view_path(databases->view, tally->other)));
    }
    if (tally->missing) {
        say(databases, NOTICE_DEGRADED, database->path,
            arena_printf(run,
                         "%zu of %zu commands skipped, such as that of '%s': there is no such file; "
                         "build first, or make the database anew",
                         tally->missing, database->commands, view_path(databases->view, tally->gone)));
    }
    if (tally->unread) {
        say(databases, NOTICE_DEGRADED, database->path,
            arena_printf(run,
                         "%zu of %zu commands name a response file that cannot be read: "
                         "their flags are incomplete",
                         tally->unread, database->commands));
    }
    if (truncated) {
        say(databases, NOTICE_LIMIT, database->path,
            arena_printf(run, "only the first %d commands are used", (int)COMMANDS_MAX));
    }
}

/* The database of the file `path`, which exists; read before or now. Its index in the list. */
static size_t load(struct databases *databases, const char *path)
{
    struct arena *run = databases->run;
    const char *real = view_real(run, path);
    for (size_t i = 0; i < databases->list.count; i++) {
        if (strcmp(databases->list.data[i]->path, real) == 0) {
            return i;
        }
    }
    struct database *database = ARENA_NEW(run, struct database);
    const char *name = str_basename(real);
    database->path = real;
    database->folder = arena_strndup(run, real, name - real > 1 ? (size_t)(name - real) - 1 : 1);
    VEC_PUSH(&databases->list, database);
    struct load load = {.run = run, .folder = database->folder, .base = database->folder};
    if (strcmp(name, FILE_NAME) != 0 ||
        access(arena_printf(run, "%s/compile_flags.txt", database->folder), F_OK) == 0) {
        read_linked(&load, real);
    } else {
        read_commands(&load);
    }
    if (load.problem) {
        database->broken = true;
        say(databases, NOTICE_ERROR, real,
            arena_printf(run, "the compilation database '%s' cannot be read: %s",
                         view_path(databases->view, real), load.problem));
    } else {
        struct tally tally = {0};
        database->commands = load.commands.list.count;
        for (size_t i = 0; i < load.commands.list.count; i++) {
            add_entry(databases, database, &load.commands.list.data[i], &tally);
        }
        say_tally(databases, database, &tally, load.commands.truncated);
    }
    VEC_FREE(&load.commands.list);
    return databases->list.count - 1;
}

/* ---- which ones ------------------------------------------------------------------------------------- */

/* Below a folder: its own, and where CMake, CLion, PlatformIO and GN leave theirs. */
static const char *const patterns[] = {
    FILE_NAME, "build*/" FILE_NAME, "cmake-build-*/" FILE_NAME, ".pio/build/*/" FILE_NAME, "out/*/" FILE_NAME,
};

static bool lists_below(const struct database *database, const char *folder)
{
    for (size_t i = 0; i < database->entries.count; i++) {
        if (view_below(folder, database->entries.data[i].path)) {
            return true;
        }
    }
    return false;
}

/* The text as a pattern that only it fits. */
static const char *quoted(struct arena *run, const char *text)
{
    struct buf out = {0};
    for (; *text; text++) {
        buf_addf(&out, "%s%c", strchr("*?[\\", *text) ? "\\" : "", *text);
    }
    const char *copy = arena_strdup(run, buf_text(&out));
    buf_free(&out);
    return copy;
}

/*
 * The files in and below `folder`, as glob() gives them: sorted by pattern, then by name, so that
 * the choice is the same everywhere. The caller frees.
 */
static void find_files(struct databases *databases, const char *folder, glob_t *found)
{
    const char *start = quoted(databases->run, strcmp(folder, "/") == 0 ? "" : folder);
    for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++) {
        (void)glob(arena_printf(databases->run, "%s/%s", start, patterns[i]), i ? GLOB_APPEND : 0, NULL,
                   found);
    }
}

/* One that lists nothing of what is asked is somebody else's; the search goes on behind it. */
static bool search_folder(struct databases *databases, const char *folder, const char *wanted, size_t *first,
                          size_t *count)
{
    glob_t found = {0};
    bool good = true;
    find_files(databases, folder, &found);
    for (size_t i = 0; i < found.gl_pathc && !*count && good; i++) {
        if (!is_file(found.gl_pathv[i])) {
            continue;
        }
        size_t index = load(databases, found.gl_pathv[i]);
        struct database *database = databases->list.data[index];
        good = !database->broken;
        if (good && lists_below(database, wanted)) {
            *first = index;
            *count = 1;
            if (i + 1 < found.gl_pathc) {
                say(databases, NOTICE_INFO, database->path,
                    arena_printf(databases->run,
                                 "the first of %zu databases that were found here; -p names another",
                                 found.gl_pathc - i));
            }
        } else if (good) {
            say(databases, NOTICE_INFO, database->path,
                arena_printf(databases->run, "not used: it lists no C source below '%s'",
                             view_path(databases->view, wanted)));
        }
    }
    globfree(&found);
    return good;
}

bool databases_serve(struct databases *databases, const char *path, bool is_folder, size_t *first,
                     size_t *count)
{
    struct arena *run = databases->run;
    *first = 0;
    *count = 0;
    if (databases->options->databases.count) {
        *count = databases->list.count;
        return true;
    }
    if (databases->options->isolated) {
        return true;
    }
    const char *folder = path;
    if (!is_folder) {
        const char *name = str_basename(path);
        folder = arena_strndup(run, path, name - path > 1 ? (size_t)(name - path) - 1 : 1);
    }
    for (;;) {
        /* A header, or a source that is not listed, belongs to the project whose database is nearest. */
        if (!search_folder(databases, folder, is_folder ? path : folder, first, count)) {
            return false;
        }
        if (*count || strcmp(folder, "/") == 0) {
            return true;
        }
        const char *name = str_basename(folder);
        folder = arena_strndup(run, folder, name - folder > 1 ? (size_t)(name - folder) - 1 : 1);
    }
}

/* What -p names: the file, or the one in the folder. */
static const char *file_of(struct arena *run, const char *given)
{
    struct stat info;
    bool is_folder = stat(given, &info) == 0 && S_ISDIR(info.st_mode);
    return is_folder ? arena_printf(run, "%s/" FILE_NAME, given) : given;
}

uint32_t databases_number(const struct databases *databases, const char *given)
{
    const char *real =
        databases->list.count ? view_real(databases->run, file_of(databases->run, given)) : NULL;
    for (size_t i = 0; real && i < databases->list.count; i++) {
        if (strcmp(databases->list.data[i]->path, real) == 0) {
            return (uint32_t)i + 1;
        }
    }
    return 0;
}

static bool init_one(struct databases *databases, const char *given)
{
    struct arena *run = databases->run;
    const char *path = file_of(run, given);
    if (!is_file(path)) {
        struct notice notice = {.kind = NOTICE_ERROR, .loc = {.file = given}};
        notice.message = path == given
                             ? arena_printf(run, "'%s' is no compilation database: no such file", given)
                             : arena_printf(run, "'%s' holds no " FILE_NAME, given);
        VEC_PUSH(databases->notices, notice);
        return false;
    }
    size_t index = load(databases, path);
    const struct database *database = databases->list.data[index];
    if (!database->broken && !database->entries.count) {
        say(databases, NOTICE_ERROR, database->path,
            arena_printf(run, "the compilation database '%s' lists no C or assembler source that exists",
                         view_path(databases->view, path)));
        return false;
    }
    return !database->broken;
}

bool databases_init(struct databases *databases, struct arena *run, struct view *view,
                    const struct options *options, struct notice_list *notices)
{
    *databases = (struct databases){.run = run, .view = view, .options = options, .notices = notices};
    bool ok = true;
    for (size_t i = 0; i < options->databases.count; i++) {
        ok &= init_one(databases, options->databases.data[i]);
    }
    return ok;
}

void databases_free(struct databases *databases)
{
    for (size_t i = 0; i < databases->list.count; i++) {
        struct database *database = databases->list.data[i];
        for (size_t j = 0; j < database->entries.count; j++) {
            flags_free(&database->entries.data[j].flags);
        }
        VEC_FREE(&database->entries);
    }
    VEC_FREE(&databases->list);
    str_free(&databases->keys);
}
