/*
 * Halves of a counted section that stand in a function's own code, as macros leave them: mask
 * and add to a counter; subtract, and open if nothing is left. Whether two halves belong
 * together is flow/counter.h's matter.
 */
#ifndef FLOW_COUNTER_PLACE_H
#define FLOW_COUNTER_PLACE_H

#include "flow/summary.h"
#include "link/program.h"

enum { COUNTER_OPENS_MAX = 4 };

struct counter_place {
    uint32_t func;
    uint32_t counter; /* program symbol */
    int8_t step;      /* +1, -1 */
    uint8_t gate;
    uint32_t op; /* that changes the counter */
    uint8_t open_count;
    uint32_t opens[COUNTER_OPENS_MAX]; /* exits: the ops that open the gate with the last one */
};

struct counter_places {
    VEC(struct counter_place) data; /* in the order of functions */
};

/* Adds the halves in one function. */
void counter_places_find(struct counter_places *places, const struct program *program,
                         const struct summary *summary, uint32_t func);

/* The global that a place is, or FLOW_NONE. */
uint32_t counter_at(const struct program *program, uint32_t unit, const struct ir_place *place);
/* Does a value depend on the counter? */
bool counter_read_by(const struct program *program, uint32_t unit, uint32_t value, uint32_t counter);

#endif
