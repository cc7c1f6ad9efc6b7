/*
 * Loops that try to take a lock in each round, until they get it. The lock has no name here: it is
 * known by how it is taken (an exchange, a compare-exchange of a constant, exclusive accesses with
 * a test), not by a model.
 */
#ifndef FLOW_SPINLOCK_H
#define FLOW_SPINLOCK_H

#include "flow/facts.h"

struct spinlock {
    uint32_t func, op;         /* the try, or a call that tries or waits in the loop */
    const struct event *event; /* there, with the masks */
};

struct spinlocks {
    VEC(struct spinlock) data;
};

void spinlocks_find(struct spinlocks *locks, const struct facts *facts);
void spinlocks_free(struct spinlocks *locks);

#endif
