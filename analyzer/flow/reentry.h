/*
 * Functions that keep something in static storage between two of their own steps, and are cut in two
 * by a handler that runs the same function: what the first step wrote is the handler's when the
 * second reads it.
 *
 * Of objects that one function alone writes; other shared data is flow/race.h's matter, and what it says
 * of the same object in the same function is not said again. Errs towards silence: a function that
 * sets and clears a static flag of its own is taken to keep a second call out.
 */
#ifndef FLOW_REENTRY_H
#define FLOW_REENTRY_H

#include "flow/flow.h"

struct reentry {
    const struct access *write, *read; /* of the context that is cut in two */
    const struct access *by;           /* the write of the handler */
};

struct reentries {
    VEC(struct reentry) data; /* one an object, in the order of the objects */
};

void reentry_find(struct reentries *reentries, const struct flow *flow);
void reentry_free(struct reentries *reentries);

#endif
