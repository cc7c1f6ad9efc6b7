#include "driver/git.h"

#include "base/str.h"
#include "driver/child.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { SECONDS_MAX = 120, SAID_MAX = 256 << 20 };

struct git {
    struct arena *run;
    struct notice_list *notices;
    const char *program;
    VEC(const char *) words; /* that stand before every command */
};

/* ---- running it -------------------------------------------------------------------------------- */

static bool complain(const struct git *git, const char *message)
{
    struct notice notice = {.kind = NOTICE_ERROR, .loc = {.file = ""}, .message = message};
    VEC_PUSH(git->notices, notice);
    return false;
}

static bool run_words(const struct git *git, const char *const *command, enum child_stream stream,
                      struct buf *said)
{
    size_t count = 0;
    while (command[count]) {
        count++;
    }
    const char **words = ARENA_ARRAY(git->run, const char *, git->words.count + count + 1);
    memcpy(words, git->words.data, git->words.count * sizeof(*words));
    memcpy(words + git->words.count, command, count * sizeof(*words));
    struct child child = {.program = git->program,
                          .words = words,
                          .stream = stream,
                          .seconds_max = SECONDS_MAX,
                          .said_max = SAID_MAX};
    buf_clear(said);
    return child_run(&child, said);
}

/* False after a notice with git's own first line. */
static bool ask(const struct git *git, const char *const *command, struct buf *said)
{
    if (run_words(git, command, CHILD_OUTPUT, said)) {
        return true;
    }
    run_words(git, command, CHILD_ERRORS, said);
    const char *text = buf_text(said);
    return complain(git, arena_printf(git->run, "--since: git says '%.*s'", (int)strcspn(text, "\n"), text));
}

static void add_setting(struct git *git, const char *setting)
{
    VEC_PUSH(&git->words, "-c");
    VEC_PUSH(&git->words, setting);
}

/* A filter that the repository sets up would be started for every file that was edited. */
static void empty_filters(struct git *git)
{
    static const char *const command[] = {"config",       "--null",     "--name-only",
                                          "--get-regexp", "^filter[.]", NULL};
    struct buf said = {0};
    if (run_words(git, command, CHILD_OUTPUT, &said)) {
        const char *text = buf_text(&said);
        for (const char *at = text; at < text + said.count; at += strlen(at) + 1) {
            bool required = str_has_suffix(at, ".required");
            add_setting(git, arena_printf(git->run, "%s=%s", at, required ? "false" : ""));
        }
    }
    buf_free(&said);
}

static bool start(struct git *git, const char *folder)
{
    static const char *const first[] = {"git", "--no-pager", "--no-optional-locks", "-C"};
    git->program = child_find(git->run, "git", NULL);
    if (!git->program) {
        return complain(git, "--since needs git, which is not on PATH");
    }
    for (size_t i = 0; i < sizeof(first) / sizeof(*first); i++) {
        VEC_PUSH(&git->words, first[i]);
    }
    VEC_PUSH(&git->words, folder);
    add_setting(git, "core.fsmonitor=false");
    add_setting(git, "core.hooksPath=/dev/null");
    add_setting(git, "core.quotePath=false");
    empty_filters(git);
    return true;
}

/* ---- reading what it says ---------------------------------------------------------------------- */

/* The name in a "+++ " line: bare with a tab behind it, or in quotes where it has odd bytes. NULL: no file.
 */
static const char *read_name(struct arena *run, const char *text, size_t length)
{
    static const char letters[] = "abfnrtv";
    static const char meant[] = "\a\b\f\n\r\t\v";
    if (length && text[length - 1] == '\t') {
        length--;
    }
    char *name = arena_strndup(run, text, length);
    if (*name == '"') {
        char *to = name;
        for (const char *from = name + 1; *from && *from != '"'; from++) {
            bool escaped = *from == '\\' && from[1];
            from += escaped;
            bool octal = escaped && *from >= '0' && *from <= '3' && from[1] && from[2];
            const char *letter = escaped && *from ? strchr(letters, *from) : NULL;
            *to++ = octal    ? (char)((from[0] - '0') << 6 | (from[1] - '0') << 3 | (from[2] - '0'))
                    : letter ? meant[letter - letters]
                             : *from;
            from += octal ? 2 : 0;
        }
        *to = '\0';
    }
    return str_has_prefix(name, "b/") ? name + 2 : NULL;
}

/* "@@ -12,0 +13,2 @@": false if it is none. `removed` and the change get the counts. */
static bool read_hunk(const char *line, struct git_change *change, unsigned long *removed)
{
    char *end;
    if (!str_has_prefix(line, "@@ -")) {
        return false;
    }
    strtoul(line + strlen("@@ -"), &end, 10);
    *removed = *end == ',' ? strtoul(end + 1, &end, 10) : 1;
    if (!str_has_prefix(end, " +")) {
        return false;
    }
    change->line = (uint32_t)strtoul(end + 2, &end, 10);
    change->count = *end == ',' ? (uint32_t)strtoul(end + 1, &end, 10) : 1;
    change->removes = *removed != 0;
    return true;
}

static void read_diff(const struct git *git, struct git_changes *changes, const char *top, const char *text)
{
    struct git_change change = {0};
    unsigned long content = 0; /* lines of the hunk to pass over: they may look like anything */
    unsigned long removed = 0;
    for (const char *line = text; *line; line += *line == '\n') {
        size_t length = strcspn(line, "\n");
        if (content && (*line == '+' || *line == '-')) {
            content--;
        } else if (str_has_prefix(line, "+++ ")) {
            const char *name = read_name(git->run, line + 4, length - 4);
            change.file = name ? arena_printf(git->run, "%s/%s", top, name) : NULL;
        } else if (change.file && read_hunk(line, &change, &removed)) {
            content = removed + change.count;
            VEC_PUSH(&changes->data, change);
        } else if (read_hunk(line, &change, &removed)) {
            content = removed + change.count;
        }
        line += length;
    }
}

static void read_unknown(const struct git *git, struct git_changes *changes, const char *top,
                         const struct buf *said)
{
    const char *text = buf_text(said);
    for (const char *at = text; at < text + said->count; at += strlen(at) + 1) {
        struct git_change change = {
            .file = arena_printf(git->run, "%s/%s", top, at), .line = 1, .count = UINT32_MAX - 1};
        VEC_PUSH(&changes->data, change);
    }
}

static bool read_changes(struct git *git, struct git_changes *changes, const char *revision, bool since_base)
{
    static const char *const find_top[] = {"rev-parse", "--show-toplevel", NULL};
    static const char *const unknown[] = {"ls-files", "--others", "--exclude-standard", "--full-name", "-z",
                                          ":/",       NULL};
    const char *const diff[] = {"diff",
                                "--no-ext-diff",
                                "--no-textconv",
                                "--no-color",
                                "--no-relative",
                                "--find-renames",
                                "--ignore-submodules=all",
                                "--unified=0",
                                "--inter-hunk-context=0",
                                "--src-prefix=a/",
                                "--dst-prefix=b/",
                                since_base ? "--merge-base" : "--find-renames",
                                "--end-of-options",
                                revision,
                                "--",
                                NULL};
    struct buf said = {0};
    bool ok = ask(git, find_top, &said);
    const char *top = arena_strndup(git->run, buf_text(&said), strcspn(buf_text(&said), "\n"));
    ok = ok && ask(git, diff, &said);
    if (ok) {
        read_diff(git, changes, top, buf_text(&said));
        ok = ask(git, unknown, &said);
    }
    if (ok) {
        read_unknown(git, changes, top, &said);
    }
    buf_free(&said);
    return ok;
}

bool git_changes(struct git_changes *changes, struct arena *run, const char *folder, const char *revision,
                 bool since_base, struct notice_list *notices)
{
    struct git git = {.run = run, .notices = notices};
    bool ok = start(&git, folder) && read_changes(&git, changes, revision, since_base);
    VEC_FREE(&git.words);
    return ok;
}
