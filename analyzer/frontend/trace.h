/*
 * What the parse of a unit looked at, in all of its attempts: what its result rests on besides its input.
 * A name that was asked for counts where it was not found too: a file by that name would be found next time.
 */
#ifndef FRONTEND_TRACE_H
#define FRONTEND_TRACE_H

#include "base/str.h"

struct parse_trace {
    struct strtab files;   /* read, as clang or the text that asks for them names them */
    struct strtab missing; /* names that clang did not find: "sys/types.h" */
    struct strtab folders; /* in which names were looked up */
    struct strtab listed;  /* folders of which every name counts */
    bool asks_builds;      /* what the tree's build files say decided something */
};

/* `trace` may be NULL: then nobody wants to know. Built-in headers are no files. */
void trace_file(struct parse_trace *trace, const char *path);
/* One of clang's messages, for the name that it says was not found. */
void trace_message(struct parse_trace *trace, const char *message);
/* The folders that a command searches. */
void trace_args(struct parse_trace *trace, const char *const *args, size_t count);
void trace_free(struct parse_trace *trace);

#endif
