#include "base/digest.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

struct digest digest_of(const void *data, size_t size)
{
    XXH128_hash_t hash = XXH3_128bits(size ? data : "", size);
    return (struct digest){.low = hash.low64, .high = hash.high64};
}

bool digest_same(const struct digest *a, const struct digest *b)
{
    return a->low == b->low && a->high == b->high;
}
