/* What a content comes to in 128 bits (xxHash): two that differ have different ones, but for an attack. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct digest {
    uint64_t low, high;
};

struct digest digest_of(const void *data, size_t size);
bool digest_same(const struct digest *a, const struct digest *b);

#endif
