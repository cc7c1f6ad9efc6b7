/*
 * Flags: variables, or fields of them, that are one word, are only ever stored as constants, and are read
 * somewhere. Nobody touches them by a pointer, or as a part of something larger: an op is one flag's, or
 * none's. A store that is nowhere in sight, in a part of the program that was not read, is not counted with.
 */
#ifndef FLOW_TURN_FLAGS_H
#define FLOW_TURN_FLAGS_H

#include "flow/access.h"

struct turn_store {
    uint32_t flag;
    int64_t value;
    const struct access *access;
};

struct turn_flags {
    uint32_t count;
    VEC(struct turn_store) stores; /* by flag */
    VEC(uint32_t) first_store;     /* by flag, and one behind the last */
    struct map at;                 /* function << 32 | op of a load or a store → flag */
};

void turn_flags_find(struct turn_flags *flags, const struct facts *facts, const struct accesses *accesses);
void turn_flags_free(struct turn_flags *flags);

/* The flag that an op loads or stores, or FLOW_NONE. */
static inline uint32_t turn_flag_at(const struct turn_flags *flags, uint32_t func, uint32_t op)
{
    uint32_t flag = map_get(&flags->at, (uint64_t)func << 32 | op);
    return flag == MAP_NONE ? FLOW_NONE : flag;
}

#endif
