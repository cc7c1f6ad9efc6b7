#include "base/arena.h"

#include "base/check.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef CRIT_ARENA_MALLOC
#define CHUNK_SIZE 0 /* every object gets a chunk of its own */
#else
#define CHUNK_SIZE ((size_t)64 * 1024)
#endif

struct arena_chunk {
    struct arena_chunk *previous;
    size_t used;
    size_t size;
    alignas(max_align_t) unsigned char data[];
};

void *mem_realloc(void *old, size_t size)
{
    void *memory = realloc(old, size ? size : 1);
    if (!memory) {
        die("out of memory (%zu bytes)", size);
    }
    return memory;
}

static struct arena_chunk *chunk_new(struct arena_chunk *previous, size_t size)
{
    CHECK(size < SIZE_MAX - sizeof(struct arena_chunk));
    struct arena_chunk *chunk = calloc(1, sizeof(*chunk) + size);
    if (!chunk) {
        die("out of memory (%zu bytes)", size);
    }
    chunk->previous = previous;
    chunk->size = size;
    return chunk;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t unit = alignof(max_align_t);
    CHECK(size < SIZE_MAX - unit);
    size_t rounded = (size + unit - 1) / unit * unit;
    struct arena_chunk *chunk = arena->last;
    if (!chunk || chunk->size - chunk->used < rounded) {
        size_t wanted = CHUNK_SIZE ? (rounded > CHUNK_SIZE ? rounded : CHUNK_SIZE) : size;
        chunk = chunk_new(arena->last, wanted);
        arena->last = chunk;
    }
    void *memory = chunk->data + chunk->used;
    chunk->used = CHUNK_SIZE ? chunk->used + rounded : chunk->size;
    arena->allocated += rounded;
    return memory;
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return arena_strndup(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_list again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    CHECK(length >= 0);
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(args);
    return text;
}

void arena_free(struct arena *arena)
{
    struct arena_chunk *chunk = arena->last;
    while (chunk) {
        struct arena_chunk *previous = chunk->previous;
        free(chunk);
        chunk = previous;
    }
    arena->last = NULL;
    arena->allocated = 0;
}
