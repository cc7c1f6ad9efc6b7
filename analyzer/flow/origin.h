/*
 * Where a fact comes from, for people: the op that took a mask on the way to a place, and the op that
 * enables a handler.
 */
#ifndef FLOW_ORIGIN_H
#define FLOW_ORIGIN_H

#include "flow/facts.h"

struct origin {
    uint32_t func, op; /* FLOW_NONE: not known, or taken before the context began */
};

/* What holds `part` at a place: in its function, else in a caller on the way from the root. */
struct origin origin_of_mask(const struct facts *facts, uint32_t entry, const struct mask *held,
                             enum model_part part);
/* The first op that arms a handler: not a call of something that does. */
struct origin origin_of_arming(const struct facts *facts, uint32_t context);

#endif
