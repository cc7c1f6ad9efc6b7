/*
 * Interned strings. Equal texts have equal ids and equal addresses; id 0 is the empty
 * string. The texts live as long as the table.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/arena.h"
#include "base/map.h"

#include <stdbool.h>
#include <stdint.h>

struct strtab {
    struct arena arena;
    const char **texts; /* by id */
    uint32_t count, cap;
    struct map by_hash; /* hash -> id; colliding hashes probe hash + 1, + 2 ... */
};

uint32_t str_add(struct strtab *table, const char *text);
uint32_t str_addn(struct strtab *table, const char *text, size_t length);
/* The id of `text`, or 0 if it was never added. */
uint32_t str_find(const struct strtab *table, const char *text);
const char *str_get(const struct strtab *table, uint32_t id);
/* The interned copy of `text`: str_get(str_add()). */
const char *str_intern(struct strtab *table, const char *text);
void str_free(struct strtab *table);

bool str_has_prefix(const char *text, const char *prefix);
bool str_has_suffix(const char *text, const char *suffix);
/* How many leading folders two paths share. */
size_t path_shared_folders(const char *a, const char *b);
/* The part after the last '/', or the whole text. Borrowed. */
const char *str_basename(const char *path);

#endif
