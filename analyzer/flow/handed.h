/*
 * Saved states that one context keeps in a variable and another puts back: a section that is
 * opened here and closed there. Errs towards silence: contexts must be certain, and no context may
 * run both sides.
 */
#ifndef FLOW_HANDED_H
#define FLOW_HANDED_H

#include "flow/facts.h"

struct handed {
    uint64_t cell;               /* CELL_GLOBAL */
    uint32_t func, saved_at, op; /* who keeps it; the save, and the store */
    uint32_t context;            /* one that runs it */
    uint32_t by_func, by_op;     /* who puts it back */
    uint32_t by_context;
};

struct handed_list {
    VEC(struct handed) data; /* by cell; one a cell */
};

void handed_find(struct handed_list *list, const struct facts *facts);
void handed_free(struct handed_list *list);
const struct handed *handed_at(const struct handed_list *list, uint64_t cell);

/* The op of a function that stores into the variable by its name, or FLOW_NONE. */
uint32_t handed_store(const struct facts *facts, uint32_t func, uint64_t cell);

#endif
