#include "frontend/commands.h"

#include "base/check.h"
#include "frontend/clang_api.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

enum { REASON_MAX = 4096 };

static const rlim_t MEMORY_MAX = (rlim_t)1 << 30; /* some ten times what the largest database seen takes */

/* ---- in the process of its own ------------------------------------------------------------ */

static void put_text(struct buf *out, const char *text)
{
    buf_addn(out, text ? text : "", text ? strlen(text) + 1 : 1);
}

static void put_number(struct buf *out, uint32_t number)
{
    buf_addn(out, (const char *)&number, sizeof(number));
}

static void put_string(struct buf *out, CXString string)
{
    put_text(out, clang.getCString(string));
    clang.disposeString(string);
}

/* What is mapped already does not count: a sanitizer maps terabytes before main. */
static void limit_memory(void)
{
    struct buf text = {0};
    unsigned long long pages = 0;
    if (buf_read_file(&text, "/proc/self/statm", REASON_MAX) == 0 &&
        sscanf(buf_text(&text), "%llu", &pages) == 1) {
        rlim_t most = pages * (rlim_t)sysconf(_SC_PAGESIZE) + MEMORY_MAX;
        struct rlimit limit = {.rlim_cur = most, .rlim_max = most};
        (void)setrlimit(RLIMIT_AS, &limit);
    }
    buf_free(&text);
}

/* Standard error from here on goes to the returned descriptor. */
static int catch_errors(void)
{
    int caught = memfd_create("critlint", MFD_CLOEXEC);
    if (caught >= 0) {
        fflush(stderr);
        dup2(caught, STDERR_FILENO);
    }
    return caught;
}

/*
 * Why the database is broken, from what the reader said; empty if it is not. Where the JSON breaks
 * off, the reader gives what stands before that, and only its YAML parser complains.
 */
static void put_reason(struct buf *out, const char *said, bool loaded)
{
    static const char syntax[] = "YAML:";
    static const char meaning[] = "json-compilation-database: ";
    const char *at = strstr(said, syntax);
    unsigned line = 0;
    unsigned column = 0;
    int used = 0;
    char text[REASON_MAX];
    if (at && sscanf(at, "YAML:%u:%u: error: %n", &line, &column, &used) == 2 && used) {
        at += used;
        snprintf(text, sizeof(text), "line %u, column %u: %.*s", line, column, (int)strcspn(at, "\n"), at);
    } else if (!loaded) {
        at = strstr(said, meaning);
        at = at ? at + strlen(meaning) : said;
        snprintf(text, sizeof(text), "%.*s", (int)strcspn(at, "\n"), *at ? at : "libclang does not say why");
    } else {
        text[0] = '\0';
    }
    size_t length = strlen(text);
    text[0] = (char)tolower((unsigned char)text[0]);
    text[length - (length && strchr(".!", text[length - 1]))] = '\0';
    put_text(out, text);
}

static void put_commands(struct buf *out, CXCompileCommands commands)
{
    unsigned count = clang.CompileCommands_getSize(commands);
    put_number(out, count > COMMANDS_MAX);
    count = count > COMMANDS_MAX ? COMMANDS_MAX : count;
    put_number(out, count);
    for (unsigned i = 0; i < count; i++) {
        CXCompileCommand command = clang.CompileCommands_getCommand(commands, i);
        unsigned args = clang.CompileCommand_getNumArgs(command);
        args = args > COMMAND_ARGS_MAX ? COMMAND_ARGS_MAX : args;
        put_string(out, clang.CompileCommand_getDirectory(command));
        put_string(out, clang.CompileCommand_getFilename(command));
        put_number(out, args);
        for (unsigned j = 0; j < args; j++) {
            put_string(out, clang.CompileCommand_getArg(command, j));
        }
    }
}

void commands_read(struct buf *out, const char *folder, const char *base)
{
    int caught = catch_errors();
    int error = 0;
    char said[REASON_MAX] = "";
    limit_memory();
    if (chdir(base) != 0) { /* the response files of a relative directory are looked up from here */
        put_text(out, "its folder cannot be entered");
        return;
    }
    CXCompilationDatabase database = clang.CompilationDatabase_fromDirectory(folder, &error);
    fflush(stderr);
    (void)!pread(caught, said, sizeof(said) - 1, 0);
    put_reason(out, said, database != NULL);
    if (database) {
        CXCompileCommands commands = clang.CompilationDatabase_getAllCompileCommands(database);
        put_commands(out, commands);
        clang.CompileCommands_dispose(commands);
        clang.CompilationDatabase_dispose(database);
    }
}

/* ---- in the one that asked ----------------------------------------------------------------- */

struct cursor {
    const char *at, *end;
};

static const char *take_text(struct cursor *cursor)
{
    const char *text = cursor->at;
    const char *nul = memchr(text, '\0', (size_t)(cursor->end - text));
    CHECK(nul != NULL);
    cursor->at = nul + 1;
    return text;
}

static uint32_t take_number(struct cursor *cursor)
{
    uint32_t number;
    CHECK((size_t)(cursor->end - cursor->at) >= sizeof(number));
    memcpy(&number, cursor->at, sizeof(number));
    cursor->at += sizeof(number);
    return number;
}

const char *commands_take(struct commands *commands, struct arena *run, const char *data, size_t size)
{
    char *copy = arena_alloc(run, size + 1);
    memcpy(copy, data, size);
    struct cursor cursor = {.at = copy, .end = copy + size};
    const char *problem = take_text(&cursor);
    if (*problem) {
        return problem;
    }
    commands->truncated = take_number(&cursor) != 0;
    uint32_t count = take_number(&cursor);
    for (uint32_t i = 0; i < count; i++) {
        struct compile_command command = {.directory = take_text(&cursor)};
        command.file = take_text(&cursor);
        command.arg_count = take_number(&cursor);
        const char **args = ARENA_ARRAY(run, const char *, command.arg_count + 1);
        for (size_t j = 0; j < command.arg_count; j++) {
            args[j] = take_text(&cursor);
        }
        command.args = args;
        VEC_PUSH(&commands->list, command);
    }
    return NULL;
}
