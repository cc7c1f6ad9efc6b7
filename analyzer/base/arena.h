/*
 * Memory is named by its lifetime. An arena hands out zeroed memory and frees it all at
 * once; nothing is freed alone. Parameters carry the lifetime as their name:
 *
 *   run    until critlint exits          (names, findings, notices)
 *   image  one linked program            (symbols, pointers, facts)
 *   unit   one translation unit          (its ops until they are written to a fact file)
 *   func   one function's analysis       (solver states)
 *
 * A pointer may lead from a shorter to a longer life, never back. Out of memory dies here,
 * so that no caller checks for it. With CRIT_ARENA_MALLOC (the asan preset) every object is
 * one malloc, so that the address sanitizer sees overruns between neighbours.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_chunk;

struct arena {
    struct arena_chunk *last;
    size_t allocated; /* bytes handed out, for --statistics */
};

void *arena_alloc(struct arena *arena, size_t size);
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Frees everything; the arena is then empty and usable again. */
void arena_free(struct arena *arena);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc((arena), sizeof(type) * (size_t)(count)))

/* malloc and realloc that die instead of returning NULL; for growing arrays (base/vec.h). */
void *mem_realloc(void *old, size_t size);

#endif
