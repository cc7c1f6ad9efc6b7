/*
 * How often a loop goes round: by a counter that every round moves by a constant and that a test of every
 * round compares with something known. A loop may have further exits; the bound is that of the longest
 * run. What is not of this form has no bound here, however short it is: lists, waits for hardware.
 */
#ifndef FLOW_TRIP_H
#define FLOW_TRIP_H

#include "flow/range.h"

struct trips {
    bool known;
    uint64_t low, high; /* how often control goes back to the header: the longest run is in between */
};

/* The blocks of one loop: those whose stamp is `id`. They count from the function's first. */
struct loop_blocks {
    const uint32_t *stamp;
    uint32_t id, header;
    const uint32_t *blocks;
    uint32_t count;
};

struct trips trips_of(const struct range_of *of, struct arena *func, const struct loop_blocks *loop);

#endif
