/*
 * Loops that only look: no store, no call, a volatile load. Somebody else must end them. (A
 * loop with a counter or a timeout stores, and is none.)
 */
#ifndef FLOW_SPIN_H
#define FLOW_SPIN_H

#include "flow/flow.h"

struct spin {
    uint32_t func, op;         /* the load, or the last of several */
    const struct event *event; /* its read, with the masks there */
};

struct spins {
    VEC(struct spin) data;
};

void spins_find(struct spins *spins, const struct facts *facts);
void spins_free(struct spins *spins);

/*
 * Can nobody end the loop, run in this entry's context? Then one of those who could is `writer`.
 * False also where nobody is known to write what it looks at: hardware does.
 */
bool spin_is_endless(const struct flow *flow, const struct spin *spin, const struct reach_entry *entry,
                     const struct access **writer);

/* The access that the load is, or NULL. */
const struct access *spin_access(const struct flow *flow, const struct spin *spin);

#endif
