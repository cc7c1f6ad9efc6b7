/*
 * The critical sections of a program, and what each costs on its longest way: from the op that shuts a
 * gate, a line or the scheduler to the ops that open it again. A wrapper's body is no section: the places
 * that call it are, with what the wrapper does while it holds counted in. So are sections that are entered by
 * one called function and left by another. Inside another section that masks as much, a section is part of
 * it; code that shuts and never comes to an end (a trap, a reset) has none.
 */
#ifndef FLOW_SECTION_H
#define FLOW_SECTION_H

#include "flow/boundary.h"

struct section {
    uint32_t func, op;         /* where it begins */
    enum model_part part;      /* by what it shuts */
    const struct event *event; /* the one that shuts; in the function's summary */
    struct longest longest;
    const uint32_t *ends; /* the ops that end it */
    uint32_t end_count;
};

struct sections {
    VEC(struct section) data; /* by function and op */
    struct costs costs;
    struct boundaries boundaries;
    uint32_t *entry_first; /* by function: what reaches it is entries[entry_first[f] .. f + 1) */
    uint32_t *entries;     /* indices into reach.entries */
};

void sections_find(struct sections *sections, const struct facts *facts);
void sections_free(struct sections *sections);

#endif
