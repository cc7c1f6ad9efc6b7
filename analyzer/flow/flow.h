/*
 * All facts of a program, as rules read them. Made once, never changed afterwards.
 */
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include "flow/access.h"
#include "flow/race.h"
#include "flow/reach.h"

struct flow {
    struct program *program;
    const struct points *points;
    const struct model *model;
    struct summary *summaries; /* by function */
    struct contexts contexts;
    struct armed armed;
    struct reach reach;
    struct accesses accesses;
    struct races races;
};

/* `flow` is empty on entry. Limits that were hit become notices. */
void flow_compute(struct flow *flow, struct program *program, const struct points *points,
                  const struct model *model, struct notice_list *notices);
void flow_free(struct flow *flow);

#endif
