/*
 * Sections that a program counts by itself: one half masks and adds to a counter, the other
 * subtracts and opens when nothing is left. Known by their bodies and by each other. Halves
 * that are functions are counted sections to their callers, as a kernel's are; halves in place,
 * as macros leave them, are ops of the function. Errs towards sections that nest.
 */
#ifndef FLOW_COUNTER_H
#define FLOW_COUNTER_H

#include "flow/summary.h"
#include "link/program.h"

/* Sets `count_step` of functions that are halves, and `counted` of those that hold some. True if there is a
 * pair. */
bool counter_find(const struct program *program, struct summary *summaries);

#endif
