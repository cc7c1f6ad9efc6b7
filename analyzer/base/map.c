#include "base/map.h"

#include "base/arena.h"
#include "base/check.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t hash_bytes(const void *data, size_t size, uint64_t seed)
{
    return XXH3_64bits_withSeed(data, size, seed);
}

/* Finalizer of splitmix64: spreads consecutive keys over the table. */
static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static size_t slot_of(const struct map *map, uint64_t key)
{
    size_t mask = map->slot_count - 1;
    size_t slot = (size_t)mix(key) & mask;
    while (map->slots[slot] && map->entries[map->slots[slot] - 1].key != key) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

static void rehash(struct map *map, size_t slot_count)
{
    free(map->slots);
    map->slots = mem_realloc(NULL, slot_count * sizeof(*map->slots));
    memset(map->slots, 0, slot_count * sizeof(*map->slots));
    map->slot_count = slot_count;
    for (size_t i = 0; i < map->count; i++) {
        map->slots[slot_of(map, map->entries[i].key)] = (uint32_t)i + 1;
    }
}

uint32_t map_get(const struct map *map, uint64_t key)
{
    if (!map->slot_count) {
        return MAP_NONE;
    }
    uint32_t entry = map->slots[slot_of(map, key)];
    return entry ? map->entries[entry - 1].value : MAP_NONE;
}

uint32_t map_add(struct map *map, uint64_t key, uint32_t value)
{
    if ((map->count + 1) * 2 > map->slot_count) {
        rehash(map, map->slot_count ? map->slot_count * 2 : 16);
    }
    size_t slot = slot_of(map, key);
    if (map->slots[slot]) {
        return map->entries[map->slots[slot] - 1].value;
    }
    if (map->count == map->cap) {
        map->cap = map->cap ? map->cap * 2 : 8;
        map->entries = mem_realloc(map->entries, map->cap * sizeof(*map->entries));
    }
    CHECK(map->count < UINT32_MAX - 1);
    map->entries[map->count] = (struct map_entry){.key = key, .value = value};
    map->slots[slot] = (uint32_t)++map->count;
    return value;
}

void map_set(struct map *map, uint64_t key, uint32_t value)
{
    if (map_add(map, key, value) != value) {
        map->entries[map->slots[slot_of(map, key)] - 1].value = value;
    }
}

void map_free(struct map *map)
{
    free(map->entries);
    free(map->slots);
    memset(map, 0, sizeof(*map));
}
