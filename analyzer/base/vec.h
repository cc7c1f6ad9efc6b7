/*
 * Growable arrays: struct { T *data; size_t count, cap; }. The owner frees with VEC_FREE;
 * VEC_PUSH may move the data, so keep indices, not pointers, across a push.
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

#define VEC(type)                                                                                            \
    struct {                                                                                                 \
        type *data;                                                                                          \
        size_t count, cap;                                                                                   \
    }

#define VEC_RESERVE(v, wanted)                                                                               \
    do {                                                                                                     \
        if ((wanted) > (v)->cap) {                                                                           \
            size_t vec_cap_ = (v)->cap ? (v)->cap : 8;                                                       \
            while (vec_cap_ < (size_t)(wanted)) {                                                            \
                vec_cap_ *= 2;                                                                               \
            }                                                                                                \
            (v)->data = mem_realloc((v)->data, vec_cap_ * sizeof(*(v)->data));                               \
            (v)->cap = vec_cap_;                                                                             \
        }                                                                                                    \
    } while (0)

#define VEC_PUSH(v, item)                                                                                    \
    do {                                                                                                     \
        VEC_RESERVE((v), (v)->count + 1);                                                                    \
        (v)->data[(v)->count++] = (item);                                                                    \
    } while (0)

/* Appends a zeroed item; its address is valid until the next push. */
#define VEC_ADD(v)                                                                                           \
    (vec_grow_((void **)&(v)->data, &(v)->count, &(v)->cap, sizeof(*(v)->data)), &(v)->data[(v)->count - 1])

#define VEC_FREE(v)                                                                                          \
    do {                                                                                                     \
        free((v)->data);                                                                                     \
        memset((v), 0, sizeof(*(v)));                                                                        \
    } while (0)

static inline void vec_grow_(void **data, size_t *count, size_t *cap, size_t size)
{
    if (*count == *cap) {
        *cap = *cap ? *cap * 2 : 8;
        *data = mem_realloc(*data, *cap * size);
    }
    memset((unsigned char *)*data + *count * size, 0, size);
    (*count)++;
}

#endif
