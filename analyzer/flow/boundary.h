/*
 * Where sections begin and end: the ops that shut and open, and how much of a called wrapper lies inside.
 * What is held is a bit of mask_held().
 */
#ifndef FLOW_BOUNDARY_H
#define FLOW_BOUNDARY_H

#include "base/map.h"
#include "flow/cost.h"

struct wrapper {
    bool found; /* it shuts, or opens, something for its caller */
    struct cost cost;
};

struct boundaries {
    struct costs *costs;
    struct map known; /* function, part and side → its wrapper, each computed once */
    VEC(struct wrapper) wrappers;
    int depth; /* of wrappers in wrappers */
};

struct region_ends {
    VEC(struct region_end) data; /* by op */
};

/* What an event shuts, or opens: one bit a part. */
uint8_t boundary_shut(const struct event *event);
uint8_t boundary_opened(const struct event *event);
enum model_part boundary_part(int held);

/* The ops at which the function opens what it holds (`own`), or what its caller does. The caller frees them.
 */
void boundary_ends(struct boundaries *boundaries, uint32_t func, uint8_t held, bool own,
                   struct region_ends *ends);
/* What of an op that shuts (or opens, `at_end`) is inside the section. */
struct cost boundary_cost(struct boundaries *boundaries, uint32_t func, uint32_t op, uint8_t held,
                          bool at_end);
/* From behind the op that shuts to the ends, or to the return if there are none. False: no way leads there.
 */
bool boundary_longest(struct boundaries *boundaries, uint32_t func, uint32_t op, uint8_t held,
                      const struct region_ends *ends, struct longest *longest);
void boundaries_free(struct boundaries *boundaries);

#endif
