/*
 * Who runs what, in which state: everything that is known before accesses are compared. The
 * larger part of struct flow (flow/flow.h).
 */
#ifndef FLOW_FACTS_H
#define FLOW_FACTS_H

#include "flow/reach.h"
#include "link/constants.h"

struct facts {
    struct program *program;
    const struct points *points;
    const struct constants *constants;
    const struct model *model;
    struct summary *summaries; /* by function */
    struct contexts contexts;
    struct context_claims *claims; /* what the user says */
    struct armed armed;
    struct fatal fatal;
    struct reach reach;
};

#endif
