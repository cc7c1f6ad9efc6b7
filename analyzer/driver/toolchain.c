#include "driver/toolchain.h"

#include "base/buf.h"
#include "base/str.h"
#include "driver/child.h"
#include "driver/view.h"
#include "frontend/headers.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

enum {
    SECONDS_MAX = 10, /* a compiler takes some ten milliseconds */
    ANSWER_MAX = 256 * 1024,
    FOLDERS_MAX = 64,
};

/* ---- what may be started ---------------------------------------------------------------------- */

/* Where systems and installers put compilers; "~" is the user's home. */
static const char *const places[] = {
    "/usr/",
    "/bin/",
    "/opt/",
    "/nix/store/",
    "/snap/",
    "~/.platformio/packages/",
    "~/.espressif/tools/",
    "~/.arduino15/packages/",
    "~/zephyr-sdk",
};

static bool is_distrusted(const struct toolchains *toolchains, const char *path)
{
    for (size_t i = 0; i < toolchains->trees.count; i++) {
        if (view_below(toolchains->trees.data[i], path)) {
            return true;
        }
    }
    return false;
}

static bool is_allowed_by_user(const struct toolchains *toolchains, const char *path)
{
    for (size_t i = 0; i < toolchains->options->query_drivers.count; i++) {
        if (fnmatch(toolchains->options->query_drivers.data[i], path, 0) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_in_known_place(const char *path)
{
    const char *home = getenv("HOME");
    for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
        const char *rest = path;
        const char *place = places[i];
        if (*place == '~') {
            if (!home || *home != '/' || !str_has_prefix(path, home)) {
                continue;
            }
            rest += strlen(home);
            place++;
        }
        if (str_has_prefix(rest, place)) {
            return true;
        }
    }
    return false;
}

/*
 * The program to start, or NULL. The tree is asked about where the name leads to and where it
 * lies: a link from outside to a program inside is as bad as the program.
 */
static const char *find_program(struct toolchains *toolchains, const char *compiler, const char *directory)
{
    struct arena *run = toolchains->run;
    const char *name = str_basename(compiler);
    size_t prefix;
    if (!flags_is_compiler(name, &prefix)) {
        return NULL;
    }
    const char *path = NULL;
    if (name == compiler) {
        path = child_find(run, name, NULL);
    } else {
        path = view_join(run, directory, compiler);
        const char *folder = view_real(run, arena_strndup(run, path, (size_t)(str_basename(path) - path)));
        path = folder && *path == '/' ? arena_printf(run, "%s/%s", folder, name) : NULL;
        if (path && !(child_is_program(path) && (is_in_known_place(path) || child_find(run, name, folder) ||
                                                 is_allowed_by_user(toolchains, path)))) {
            path = NULL;
        }
    }
    const char *real = path ? view_real(run, path) : NULL;
    if (!real || is_allowed_by_user(toolchains, path)) {
        return path;
    }
    const char *folder = view_real(run, arena_strndup(run, path, (size_t)(str_basename(path) - path)));
    bool inside = is_distrusted(toolchains, real) || !folder || is_distrusted(toolchains, folder);
    return inside ? NULL : path;
}

/* ---- the answer ---------------------------------------------------------------------------------- */

typedef VEC(const char *) word_list;

/* The compiler's own headers are not for clang, which has its own in their place. */
static bool is_builtin_folder(const char *path)
{
    return str_has_suffix(path, "/include") && (strstr(path, "/gcc/") || strstr(path, "/clang/"));
}

static void read_folders(struct toolchains *toolchains, const char *said, word_list *args)
{
    static const char begin[] = "#include <...> search starts here:\n";
    const char *line = strstr(said, begin);
    size_t folders = 0;
    for (line = line ? line + strlen(begin) : ""; *line == ' ' && folders < FOLDERS_MAX; folders++) {
        size_t length = strcspn(line, "\n");
        const char *path = view_real(toolchains->run, arena_strndup(toolchains->run, line + 1, length - 1));
        if (path && !is_builtin_folder(path)) {
            VEC_PUSH(args, "-idirafter"); /* behind clang's own, as they stand behind the compiler's */
            VEC_PUSH(args, path);
        }
        line += length + (line[length] == '\n');
    }
}

/*
 * clang says that it is GCC 4.2.1, and headers believe it. Not for a host: glibc's headers then
 * use types that clang's C lacks.
 */
static void read_version(struct toolchains *toolchains, const char *said, const struct target *target,
                         word_list *args)
{
    static const char begin[] = "gcc version ";
    const char *at = strstr(said, begin);
    at = at ? at + strlen(begin) : "";
    size_t length = strspn(at, "0123456789.");
    if (length && target->ir.arch != IR_ARCH_HOST) {
        VEC_PUSH(args, arena_printf(toolchains->run, "-fgnuc-version=%.*s", (int)length, at));
    }
}

static const char *const *build_words(struct toolchains *toolchains, const struct flags *flags,
                                      const char *directory, const char *program, struct buf *key)
{
    const char *const fixed[] = {"-E", "-v", "-x", flags->language == FLAGS_CXX ? "c++" : "c", "/dev/null"};
    word_list words = {0};
    VEC_PUSH(&words, program);
    if (strstr(str_basename(program), "clang") && flags->words.triple) {
        VEC_PUSH(&words, arena_printf(toolchains->run, "--target=%s", flags->words.triple));
    }
    for (size_t i = 0; i < flags->asked.count; i++) {
        const struct flag *flag = &flags->asked.data[i];
        bool is_path = flag->kind == FLAG_PATH;
        VEC_PUSH(&words, is_path ? view_join(toolchains->run, directory, flag->text) : flag->text);
    }
    for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++) {
        VEC_PUSH(&words, fixed[i]);
    }
    const char **copy = ARENA_ARRAY(toolchains->run, const char *, words.count + 1);
    for (size_t i = 0; i < words.count; i++) {
        copy[i] = words.data[i];
        buf_addf(key, "%s\n", copy[i]);
    }
    VEC_FREE(&words);
    return copy;
}

static void say(struct toolchains *toolchains, const char *program, const char *what)
{
    struct notice notice = {.kind = NOTICE_INFO, .loc = {.file = ""}};
    notice.message = arena_printf(toolchains->run, "compiler '%s' %s", program, what);
    VEC_PUSH(toolchains->notices, notice);
}

static struct toolchain_answer *new_answer(struct toolchains *toolchains, const char *key)
{
    struct toolchain_answer *answer = ARENA_NEW(toolchains->run, struct toolchain_answer);
    answer->key = arena_strdup(toolchains->run, key);
    VEC_PUSH(&toolchains->answers, answer);
    return answer;
}

static struct toolchain_answer *known_answer(const struct toolchains *toolchains, const char *key)
{
    for (size_t i = 0; i < toolchains->answers.count; i++) {
        if (strcmp(toolchains->answers.data[i]->key, key) == 0) {
            return toolchains->answers.data[i];
        }
    }
    return NULL;
}

static void ask(struct toolchains *toolchains, struct toolchain_answer *answer, const char *const *words,
                const struct target *target)
{
    struct buf said = {0};
    struct child child = {.program = words[0],
                          .words = words,
                          .stream = CHILD_ERRORS,
                          .seconds_max = SECONDS_MAX,
                          .said_max = ANSWER_MAX};
    if (child_run(&child, &said)) {
        word_list args = {0};
        VEC_PUSH(&args, "-isystem");
        VEC_PUSH(&args, HEADERS_SHIM_ROOT "hosted");
        read_folders(toolchains, buf_text(&said), &args);
        read_version(toolchains, buf_text(&said), target, &args);
        const char **copy = ARENA_ARRAY(toolchains->run, const char *, args.count + 1);
        memcpy(copy, args.data ? args.data : copy, args.count * sizeof(*copy));
        answer->args = copy;
        answer->arg_count = args.count;
        VEC_FREE(&args);
        say(toolchains, words[0], "was asked for its headers");
    } else {
        say(toolchains, words[0], "did not say where its headers are; they are looked for without it");
    }
    buf_free(&said);
}

const struct toolchain_answer *toolchains_ask(struct toolchains *toolchains, const struct flags *flags,
                                              const char *directory, const struct target *target)
{
    static const struct toolchain_answer nothing = {0};
    if (flags->own_headers_only || toolchains->options->isolated || !*flags->compiler) {
        return &nothing;
    }
    const char *where = strchr(flags->compiler, '/') ? directory : "";
    struct toolchain_answer *found =
        known_answer(toolchains, arena_printf(toolchains->run, "%s in %s", flags->compiler, where));
    if (!found) {
        found = new_answer(toolchains, arena_printf(toolchains->run, "%s in %s", flags->compiler, where));
        found->program = find_program(toolchains, flags->compiler, directory);
        if (!found->program) {
            say(toolchains, flags->compiler,
                "is not installed, or none that may be started; headers are looked for without it");
        }
    }
    if (!found->program) {
        return &nothing;
    }
    struct buf key = {0};
    const char *const *words = build_words(toolchains, flags, directory, found->program, &key);
    struct toolchain_answer *answer = known_answer(toolchains, buf_text(&key));
    if (!answer) {
        answer = new_answer(toolchains, buf_text(&key));
        ask(toolchains, answer, words, target);
    }
    buf_free(&key);
    return answer;
}

/* ---- the list ------------------------------------------------------------------------------------ */

void toolchains_init(struct toolchains *toolchains, struct arena *run, const struct options *options,
                     struct notice_list *notices)
{
    *toolchains = (struct toolchains){.run = run, .options = options, .notices = notices};
}

void toolchains_distrust(struct toolchains *toolchains, const char *path)
{
    const char *real = view_real(toolchains->run, path);
    if (!real) {
        return;
    }
    VEC_PUSH(&toolchains->trees, real);
    for (size_t length = strlen(real); length > 1; length--) {
        if (real[length] == '/' || real[length] == '\0') {
            const char *folder = arena_strndup(toolchains->run, real, length);
            if (access(arena_printf(toolchains->run, "%s/.git", folder), F_OK) == 0) {
                VEC_PUSH(&toolchains->trees, folder);
            }
        }
    }
}

void toolchains_free(struct toolchains *toolchains)
{
    VEC_FREE(&toolchains->trees);
    VEC_FREE(&toolchains->answers);
}
