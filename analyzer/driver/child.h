/*
 * Starting a program that answers a question: by its words, without a shell, in "/", with one
 * stream of it read and nothing else of this process reaching it. It ends in time or is ended.
 * Who may be started is the caller's to say: compilers (toolchain.c) and git (git.c), no other.
 */
#ifndef DRIVER_CHILD_H
#define DRIVER_CHILD_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdbool.h>

enum child_stream { CHILD_OUTPUT, CHILD_ERRORS };

struct child {
    const char *program;      /* absolute */
    const char *const *words; /* the program's name first; ends with NULL */
    enum child_stream stream; /* the one that is read */
    int seconds_max;
    size_t said_max;
};

/* True if it ended with status 0; `said` gets what it said in any case. */
bool child_run(const struct child *child, struct buf *said);
bool child_is_program(const char *path);
/* The first program `name` of the absolute folders of PATH; with a `folder`, of that one only. */
const char *child_find(struct arena *run, const char *name, const char *folder);

#endif
