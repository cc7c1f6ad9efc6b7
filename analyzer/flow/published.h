/*
 * Addresses of locals that stay, when the function has returned, in a variable that another context
 * reads, or in a register, where hardware does.
 *
 * Errs towards silence: a function that may wait afterwards (flow/may_wait.h) is taken to wait for
 * whoever uses the local, and a variable that the other side or a callee writes is taken to be reset.
 */
#ifndef FLOW_PUBLISHED_H
#define FLOW_PUBLISHED_H

#include "flow/flow.h"

struct published {
    uint32_t func, op;           /* who stores it; the store, or the call that does */
    uint32_t local;              /* symbol of the unit */
    uint64_t cell;               /* CELL_GLOBAL, or PUBLISHED_REGISTER | address */
    const struct access *reader; /* NULL: hardware */
};

struct published_list {
    VEC(struct published) data; /* by function */
};

void published_find(struct published_list *list, const struct flow *flow);
void published_free(struct published_list *list);

#endif
