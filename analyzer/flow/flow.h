/*
 * All facts of a program, as rules read them. Made once, never changed afterwards.
 */
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include "flow/race.h"
#include "flow/turns.h"

struct flow {
    struct facts facts;
    struct accesses accesses;
    struct turns turns;
    struct races races;
};

/* `flow` is empty on entry. Limits that were hit become notices. */
void flow_compute(struct flow *flow, struct program *program, const struct points *points,
                  const struct constants *constants, const struct model *model, struct context_claims *claims,
                  struct notice_list *notices);
void flow_free(struct flow *flow);

#endif
