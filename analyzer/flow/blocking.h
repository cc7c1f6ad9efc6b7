/*
 * What waits: calls that may block, and loops that change nothing. A function waits when it calls
 * something that does, outside of regions that it has opened itself. The constant timeouts of
 * polls do not wait; a timeout that is not known waits only where it is a parameter that the
 * caller makes constant.
 */
#ifndef FLOW_BLOCKING_H
#define FLOW_BLOCKING_H

#include "flow/facts.h"

struct waiting {
    uint32_t op; /* the call that waits or leads there; FLOW_NONE: the function does not wait */
    const struct model_entry *by; /* the function of a model that waits in the end */
};

struct blocking {
    struct waiting *funcs; /* by function; in the image arena */
};

void blocking_find(struct blocking *blocking, const struct facts *facts);

/* Does this call wait? `waiting->op` is the call. */
bool blocking_call(const struct blocking *blocking, const struct facts *facts, uint32_t func, uint32_t op,
                   struct waiting *waiting);

/* A section that the function itself opens, holds for sure at that point, and closes somewhere. */
struct held_section {
    uint32_t by; /* FLOW_NONE: none */
    enum model_part part;
    bool per_task; /* the kernel opens it while the task waits */
};

struct held_section blocking_section(const struct facts *facts, uint32_t func, const struct mask *mask);

/* Is the function one of a kernel's own, which knows what it does? */
bool blocking_is_kernel(const struct facts *facts, uint32_t func);

#endif
