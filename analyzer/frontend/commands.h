/*
 * The commands of one compilation database, as libclang's own reader gives them: response files
 * (@file) are expanded, launchers that it knows are cut off.
 *
 * That reader is not ours to trust with what others wrote: it writes its reasons to standard
 * error, takes a file that breaks off for one that ends, and a response file may name itself in
 * any number or be a device. So commands_read() is for a process of its own, which may die, and
 * its memory is limited; commands_take() is for the one that asked.
 */
#ifndef FRONTEND_COMMANDS_H
#define FRONTEND_COMMANDS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"

#include <stdbool.h>

enum {
    COMMANDS_MAX = 200000,
    COMMAND_ARGS_MAX = 20000, /* a command with more is cut: its end is objects, not flags */
};

struct compile_command {
    const char *directory, *file; /* as written */
    const char *const *args;      /* args[0] is the compiler, or what starts it */
    size_t arg_count;
};

struct commands {
    VEC(struct compile_command) list;
    bool truncated; /* COMMANDS_MAX was hit */
};

/*
 * Reads `folder`/compile_commands.json and appends what it says to `out`, for commands_take().
 * `base` is the folder from which a relative "directory" counts. Changes the working directory
 * and the limits of this process.
 */
void commands_read(struct buf *out, const char *folder, const char *base);

/*
 * Takes what commands_read() wrote. NULL, or why the database is broken. `run` gets the texts;
 * the owner frees the list.
 */
const char *commands_take(struct commands *commands, struct arena *run, const char *data, size_t size);

#endif
