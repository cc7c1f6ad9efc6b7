/*
 * Sections that a program counts by itself: one function masks and adds to a counter, another
 * subtracts and opens when nothing is left. Known by their bodies and by each other; their
 * callers then see a counted section, as they do with a kernel's.
 */
#ifndef FLOW_COUNTER_H
#define FLOW_COUNTER_H

#include "flow/summary.h"
#include "link/program.h"

/* Sets `counter` of functions that are halves of a counted section. True if there is a pair. */
bool counter_find(const struct program *program, struct summary *summaries);

#endif
