#include "base/str.h"

#include "base/check.h"

#include <stdlib.h>
#include <string.h>

static void append(struct strtab *table, const char *text)
{
    if (table->count == table->cap) {
        table->cap = table->cap ? table->cap * 2 : 64;
        table->texts = mem_realloc(table->texts, table->cap * sizeof(*table->texts));
    }
    table->texts[table->count++] = text;
}

static bool same(const char *stored, const char *text, size_t length)
{
    return strncmp(stored, text, length) == 0 && stored[length] == '\0';
}

uint32_t str_addn(struct strtab *table, const char *text, size_t length)
{
    if (table->count == 0) {
        append(table, "");
    }
    if (length == 0) {
        return 0;
    }
    const char *end = memchr(text, '\0', length);
    length = end ? (size_t)(end - text) : length;
    uint64_t hash = hash_bytes(text, length, 0);
    for (;; hash++) {
        uint32_t id = map_get(&table->by_hash, hash);
        if (id == MAP_NONE) {
            break;
        }
        if (same(table->texts[id], text, length)) {
            return id;
        }
    }
    map_set(&table->by_hash, hash, table->count);
    append(table, arena_strndup(&table->arena, text, length));
    return table->count - 1;
}

uint32_t str_add(struct strtab *table, const char *text)
{
    return str_addn(table, text, strlen(text));
}

uint32_t str_find(const struct strtab *table, const char *text)
{
    size_t length = strlen(text);
    uint64_t hash = hash_bytes(text, length, 0);
    for (;; hash++) {
        uint32_t id = map_get(&table->by_hash, hash);
        if (id == MAP_NONE) {
            return 0;
        }
        if (same(table->texts[id], text, length)) {
            return id;
        }
    }
}

const char *str_get(const struct strtab *table, uint32_t id)
{
    if (id == 0) {
        return "";
    }
    CHECK(id < table->count);
    return table->texts[id];
}

const char *str_intern(struct strtab *table, const char *text)
{
    return str_get(table, str_add(table, text));
}

void str_free(struct strtab *table)
{
    free(table->texts);
    map_free(&table->by_hash);
    arena_free(&table->arena);
    memset(table, 0, sizeof(*table));
}

bool str_has_prefix(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool str_has_suffix(const char *text, const char *suffix)
{
    size_t length = strlen(text);
    size_t wanted = strlen(suffix);
    return length >= wanted && strcmp(text + length - wanted, suffix) == 0;
}

const char *str_basename(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

size_t path_shared_folders(const char *a, const char *b)
{
    size_t shared = 0;
    for (; *a && *a == *b; a++, b++) {
        shared += *a == '/';
    }
    return shared;
}
