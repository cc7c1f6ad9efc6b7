/*
 * Updates of static data that were overtaken: a function reads a value, calls another, and writes back what
 * it made of the value; meanwhile the called function has written the same data, in a section of its own.
 * What it wrote is lost, in one thread, with no interrupt in sight, and whatever is masked.
 *
 * Errs towards silence: the written value must be computed from the one that was read (what is put back as
 * it was is meant), by expressions and plain locals; the function must not read the data again after the
 * call; elements of arrays, registers and calls through pointers are left out.
 */
#ifndef FLOW_OVERTAKEN_H
#define FLOW_OVERTAKEN_H

#include "flow/facts.h"

struct overtaken {
    uint32_t func, sym;         /* who writes the old value back, and to what */
    uint32_t read, call, write; /* its ops */
    uint32_t callee;            /* whom it calls */
    uint32_t by_func, by_op;    /* the write that is lost: the callee's or of one that it calls */
};

struct overtaken_list {
    VEC(struct overtaken) data; /* by function, one a write */
};

void overtaken_find(struct overtaken_list *list, const struct facts *facts);
void overtaken_free(struct overtaken_list *list);

#endif
