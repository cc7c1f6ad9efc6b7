/*
 * Which ops of main may come after the scheduler was started: tasks run beside those, and not beside
 * the others. Where no call starts one, the kernel did before main. Errs towards "after".
 */
#ifndef FLOW_STARTED_H
#define FLOW_STARTED_H

#include "flow/facts.h"

struct started {
    const struct facts *facts;
    bool seen;        /* a call starts it */
    bool *within;     /* by function: it starts it, itself or in what it calls */
    bool *after;      /* by entry of reach: some caller had started it before */
    struct map first; /* block of a function that starts it → its first op that does */
};

void started_find(struct started *started, const struct facts *facts);
void started_free(struct started *started);
/* `entry`: the function's, in the context of main. */
bool started_before(const struct started *started, uint32_t entry, uint32_t block, uint32_t op);

#endif
