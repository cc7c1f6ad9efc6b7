#include "store/cache.h"

#include "base/str.h"
#include "base/vec.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    ENTRY_SIZE_MAX = 1 << 30,
    KEPT_PERCENT = 90,        /* a full cache is trimmed to this, so that it is not trimmed at each run */
    ABANDONED_SECONDS = 3600, /* a half-written file of a program that is gone */
};

#define SUFFIX ".facts"
#define HALF ".half"

static const char *folder_of(const struct cache *cache, const struct digest *key)
{
    return arena_printf(cache->run, "%s/%02x", cache->folder, (unsigned)(key->high >> 56));
}

static const char *path_of(const struct cache *cache, const struct digest *key, unsigned slot)
{
    return arena_printf(cache->run, "%s/%016" PRIx64 "%016" PRIx64 ".%u" SUFFIX, folder_of(cache, key),
                        key->high, key->low, slot);
}

bool cache_read(const struct cache *cache, const struct digest *key, unsigned slot, struct buf *out)
{
    return cache->folder && buf_read_file(out, path_of(cache, key, slot), ENTRY_SIZE_MAX) == 0;
}

void cache_touch(const struct cache *cache, const struct digest *key, unsigned slot)
{
    utimensat(AT_FDCWD, path_of(cache, key, slot), NULL, 0);
}

void cache_drop(const struct cache *cache, const struct digest *key, unsigned slot)
{
    unlink(path_of(cache, key, slot));
}

/* ---- writing --------------------------------------------------------------------------------------- */

static int make_folders(const char *path)
{
    char made[PATH_MAX];
    int length = snprintf(made, sizeof(made), "%s", path);
    if (length < 0 || (size_t)length >= sizeof(made)) {
        return -ENAMETOOLONG;
    }
    for (char *at = made + 1;; at++) {
        char saved = *at;
        if (saved == '/' || saved == '\0') {
            *at = '\0';
            if (mkdir(made, 0700) != 0 && errno != EEXIST) {
                return -errno;
            }
            *at = saved;
        }
        if (saved == '\0') {
            return 0;
        }
    }
}

static int write_file(const char *path, const void *data, size_t size)
{
    FILE *out = fopen(path, "wx");
    if (!out) {
        return -errno;
    }
    bool whole = fwrite(data, 1, size, out) == size;
    int status = whole ? 0 : -(errno ? errno : EIO);
    if (fclose(out) != 0 && status == 0) {
        status = -errno;
    }
    return status;
}

static bool is_older(const struct stat *a, const struct stat *b)
{
    return a->st_mtim.tv_sec != b->st_mtim.tv_sec ? a->st_mtim.tv_sec < b->st_mtim.tv_sec
                                                  : a->st_mtim.tv_nsec < b->st_mtim.tv_nsec;
}

static unsigned choose_slot(const struct cache *cache, const struct digest *key)
{
    unsigned oldest = 0;
    struct stat oldest_info = {0};
    for (unsigned slot = 0; slot < CACHE_SLOTS; slot++) {
        struct stat info;
        if (stat(path_of(cache, key, slot), &info) != 0) {
            return slot;
        }
        if (slot == 0 || is_older(&info, &oldest_info)) {
            oldest = slot;
            oldest_info = info;
        }
    }
    return oldest;
}

void cache_write(struct cache *cache, const struct digest *key, const void *data, size_t size)
{
    if (!cache->folder || cache->problem) {
        return;
    }
    const char *path = path_of(cache, key, choose_slot(cache, key));
    const char *half = arena_printf(cache->run, "%s.%ld" HALF, path, (long)getpid());
    int status = make_folders(folder_of(cache, key));
    if (status == 0) {
        status = write_file(half, data, size);
        if (status == 0 && rename(half, path) != 0) {
            status = -errno;
        }
        if (status != 0) {
            unlink(half);
        }
    }
    if (status != 0) {
        cache->problem = arena_strdup(cache->run, strerror(-status));
    }
    cache->wrote |= status == 0;
}

/* ---- all of it ------------------------------------------------------------------------------------- */

struct cached {
    const char *path;
    struct stat info;
};

struct listing {
    struct arena arena;
    VEC(struct cached) data;
};

static bool is_shard(const char *name)
{
    return strlen(name) == 2 && strspn(name, "0123456789abcdef") == 2;
}

static void list_shard(struct listing *listing, const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    while (dir && (entry = readdir(dir)) != NULL) {
        struct cached cached;
        if (str_has_suffix(entry->d_name, SUFFIX) || str_has_suffix(entry->d_name, HALF)) {
            cached.path = arena_printf(&listing->arena, "%s/%s", folder, entry->d_name);
            if (lstat(cached.path, &cached.info) == 0 && S_ISREG(cached.info.st_mode)) {
                VEC_PUSH(&listing->data, cached);
            }
        }
    }
    if (dir) {
        closedir(dir);
    }
}

static void list_all(struct listing *listing, const struct cache *cache)
{
    DIR *dir = cache->folder ? opendir(cache->folder) : NULL;
    struct dirent *entry;
    while (dir && (entry = readdir(dir)) != NULL) {
        if (is_shard(entry->d_name)) {
            list_shard(listing, arena_printf(&listing->arena, "%s/%s", cache->folder, entry->d_name));
        }
    }
    if (dir) {
        closedir(dir);
    }
}

static void listing_free(struct listing *listing)
{
    VEC_FREE(&listing->data);
    arena_free(&listing->arena);
}

static int compare_ages(const void *a, const void *b)
{
    const struct cached *left = a;
    const struct cached *right = b;
    return is_older(&left->info, &right->info)   ? -1
           : is_older(&right->info, &left->info) ? 1
                                                 : strcmp(left->path, right->path);
}

void cache_trim(struct cache *cache)
{
    if (!cache->wrote) {
        return;
    }
    struct listing listing = {0};
    struct timespec now;
    uint64_t bytes = 0;
    list_all(&listing, cache);
    clock_gettime(CLOCK_REALTIME, &now);
    for (size_t i = 0; i < listing.data.count; i++) {
        const struct cached *cached = &listing.data.data[i];
        bool half = str_has_suffix(cached->path, HALF);
        if (half && now.tv_sec - cached->info.st_mtim.tv_sec > ABANDONED_SECONDS) {
            unlink(cached->path);
        }
        bytes += half ? 0 : (uint64_t)cached->info.st_size;
    }
    if (bytes > cache->bytes_max) {
        qsort(listing.data.data, listing.data.count, sizeof(*listing.data.data), compare_ages);
        uint64_t wanted = cache->bytes_max / 100 * KEPT_PERCENT;
        for (size_t i = 0; i < listing.data.count && bytes > wanted; i++) {
            const struct cached *cached = &listing.data.data[i];
            if (!str_has_suffix(cached->path, HALF)) {
                unlink(cached->path);
                bytes -= (uint64_t)cached->info.st_size;
            }
        }
    }
    listing_free(&listing);
}

struct cache_size cache_measure(const struct cache *cache)
{
    struct listing listing = {0};
    struct cache_size size = {0};
    list_all(&listing, cache);
    for (size_t i = 0; i < listing.data.count; i++) {
        size.files++;
        size.bytes += (uint64_t)listing.data.data[i].info.st_size;
    }
    listing_free(&listing);
    return size;
}

void cache_clean(const struct cache *cache)
{
    struct listing listing = {0};
    list_all(&listing, cache);
    for (size_t i = 0; i < listing.data.count; i++) {
        unlink(listing.data.data[i].path);
    }
    for (unsigned shard = 0; cache->folder && shard < 256; shard++) {
        rmdir(arena_printf(&listing.arena, "%s/%02x", cache->folder, shard));
    }
    listing_free(&listing);
}
