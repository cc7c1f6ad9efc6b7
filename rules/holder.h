/* Who holds a gate shut when a function is called: the proof that a bare pair hurts somebody. */
#ifndef RULES_HOLDER_H
#define RULES_HOLDER_H

#include "rules/rule.h"

enum { HOLDER_CALLS_MAX = 6 };

struct holder {
    uint32_t context;
    uint32_t func,
        by; /* the function that masked, and its op; FLOW_NONE: the core did, on the way into a handler */
    uint32_t calls[HOLDER_CALLS_MAX]; /* program calls from the holder to the function, outermost first */
    int call_count;
};

/*
 * The shortest way on which a caller, surely and by its own mask, holds the gate until the function is
 * entered in that context; false if there is none. Ways that end in a reset, that pass a pointer which may
 * lead elsewhere, or a large recursion are no proof, nor are those of more calls than the limit.
 */
bool holder_find(struct holder *holder, const struct flow *flow, const struct reach_entry *entry,
                 enum gate gate);

#endif
