/*
 * Locks that are held wherever a function is entered in a context, and at an access in it: what keeps
 * tasks and cores apart. A lock behind a parameter has no name beyond its function and is left out,
 * which errs towards "not held".
 */
#ifndef FLOW_LOCKED_H
#define FLOW_LOCKED_H

#include "flow/facts.h"

struct lock_set {
    uint8_t count;
    int64_t keys[HOLDS_MAX];
};

struct locked {
    const struct facts *facts;
    struct lock_set *entries; /* by entry of reach; NULL: the program takes no lock */
};

void locked_find(struct locked *locked, const struct facts *facts);
/* Held at a place of the function, of which `held` says what it took and gave back itself. */
struct lock_set locked_at(const struct locked *locked, uint32_t entry, const struct mask *held);
/* One that both hold; false if there is none. */
bool locked_both(const struct lock_set *a, const struct lock_set *b, int64_t *key);

#endif
