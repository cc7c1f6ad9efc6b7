/*
 * May a function stay until somebody else has done something? It has a loop that looks at memory
 * which others change, or that calls; it sleeps; or it calls what waits, or what is not in sight.
 * Errs towards yes. Asked for few functions, and answers are kept.
 */
#ifndef FLOW_MAY_WAIT_H
#define FLOW_MAY_WAIT_H

#include "base/map.h"
#include "flow/facts.h"

struct may_wait {
    const struct facts *facts;
    struct map known; /* function → 0 or 1 */
};

void may_wait_init(struct may_wait *waits, const struct facts *facts);
void may_wait_free(struct may_wait *waits);

/* On a way from behind an op, or in the call that it is, to the end of the function? */
bool may_wait_from(struct may_wait *waits, uint32_t func, uint32_t block, uint32_t op);

#endif
