/*
 * A folder of files by key: what was made once need not be made again. It knows nothing of what they hold.
 *
 * A key has a few slots, because one question has several answers over time (the same source before and after
 * a change of a header, on two branches): who asks looks at each. Several programs may use a folder at once:
 * a file appears whole, by renaming, or not at all. Nothing here fails: what cannot be read is not there, and
 * what cannot be written is said once, in `problem`.
 */
#ifndef STORE_CACHE_H
#define STORE_CACHE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"

enum { CACHE_SLOTS = 4 };

struct cache {
    const char *folder;  /* NULL: there is none */
    uint64_t bytes_max;  /* what cache_trim() leaves at most */
    const char *problem; /* why the first file was not written; or NULL. Lives in `run` */
    struct arena *run;
    bool wrote;
};

/* False: nothing is there. */
bool cache_read(const struct cache *cache, const struct digest *key, unsigned slot, struct buf *out);
/* The file in the slot was of use: it is kept longer than others. */
void cache_touch(const struct cache *cache, const struct digest *key, unsigned slot);
void cache_drop(const struct cache *cache, const struct digest *key, unsigned slot);
/* Into a free slot, or the one that was of use longest ago. */
void cache_write(struct cache *cache, const struct digest *key, const void *data, size_t size);
/* Removes what was of use longest ago, if something was written and there is too much. */
void cache_trim(struct cache *cache);

struct cache_size {
    size_t files;
    uint64_t bytes;
};

struct cache_size cache_measure(const struct cache *cache);
/* Removes every file; what others put there stays. */
void cache_clean(const struct cache *cache);

#endif
