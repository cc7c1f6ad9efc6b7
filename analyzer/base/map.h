/*
 * Hash maps from integers and from strings to 32-bit values. Iteration order is insertion
 * order, so that nothing printed depends on a hash. MAP_NONE means absent.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAP_NONE UINT32_MAX

struct map_entry {
    uint64_t key;
    uint32_t value;
};

struct map {
    struct map_entry *entries; /* in insertion order */
    size_t count, cap;
    uint32_t *slots; /* entry index + 1, or 0 */
    size_t slot_count;
};

/* Returns the value stored under `key`, or MAP_NONE. */
uint32_t map_get(const struct map *map, uint64_t key);
/* Stores `value` under `key`, replacing what was there. */
void map_set(struct map *map, uint64_t key, uint32_t value);
/* Adds `key` with `value` if it is absent; returns the value that is stored then. */
uint32_t map_add(struct map *map, uint64_t key, uint32_t value);
void map_free(struct map *map);

/* 64-bit hash of bytes (xxHash). */
uint64_t hash_bytes(const void *data, size_t size, uint64_t seed);

#endif
