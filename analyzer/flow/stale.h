/*
 * Loops that wait for a plain variable: the compiler may read it once, before the loop, because
 * nothing on the way round forces a second read. No call, no "memory" clobber, no store; the variable
 * is neither volatile nor atomic, and its value decides about the way round. (A loop with a counter or
 * a timeout stores, and is none.)
 */
#ifndef FLOW_STALE_H
#define FLOW_STALE_H

#include "flow/flow.h"

struct stale {
    const struct access *read;   /* in the loop */
    const struct access *writer; /* of a context that can run meanwhile */
};

struct stale_list {
    VEC(struct stale) data; /* in the order of the accesses; one a read */
};

void stale_find(struct stale_list *list, const struct flow *flow);
void stale_free(struct stale_list *list);

#endif
