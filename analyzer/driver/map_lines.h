/*
 * The lines of a map's file, of this run or read from a file: what they say, without an order of their
 * own. Two lines with one key speak of the same thing.
 */
#ifndef DRIVER_MAP_LINES_H
#define DRIVER_MAP_LINES_H

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"
#include "core/protection.h"

enum map_line_kind { MAP_PROGRAM, MAP_CONTEXT, MAP_OBJECT, MAP_ACCESS };

struct map_line {
    enum map_line_kind kind;
    const char *program, *object; /* names; "" where there is none yet */
    const char *role;             /* of a context: "handler" */
    const char *name;             /* of the context, also of an access */
    const char *function;
    enum touch touch;
    enum guard guard; /* objects: the weakest of theirs */
    bool has_priority;
    int priority;
    uint32_t line; /* in the file; 0: of this run */
    const char *key;
};

struct map_lines {
    struct arena *run;
    VEC(struct map_line) data; /* sorted: by program, contexts first, then objects with their accesses */
    struct strtab keys;
    struct map by_key; /* id of the key → index */
};

void map_lines_of(struct map_lines *lines, struct arena *run, const struct protection *protection,
                  const char *base);
/* False after a message about what is wrong where. */
bool map_lines_read(struct map_lines *lines, struct arena *run, const char *path);
bool map_lines_write(const struct map_lines *lines, const char *path);
void map_lines_free(struct map_lines *lines);

/* The line that speaks of the same thing, or NULL. */
const struct map_line *map_lines_find(const struct map_lines *lines, const char *key);

#endif
