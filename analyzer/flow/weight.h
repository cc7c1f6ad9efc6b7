/*
 * What code costs, in instructions of the target: two numbers, because the ops say what happens and
 * not what a compiler makes of it. `low` is what is left after a good optimiser (locals in
 * registers, addresses and casts folded, calls inlined), `high` what -Os makes of it at worst: spilled
 * locals, literals, prologues, library calls for what the processor cannot do.
 *
 * How the weights were found: critical sections of real firmware, compiled for Armv7-M and Armv6-M with
 * -Os, their instructions counted (docs/latency.md has the figures); AVR, MSP430 and the others take
 * the same weights by words of their registers. `low` errs towards too little and `high` towards too
 * much; neither knows the cache, wait states of the flash, or what an interrupt handler in between takes.
 */
#ifndef FLOW_WEIGHT_H
#define FLOW_WEIGHT_H

#include "ir/ir.h"

#include <stdbool.h>

#define COST_MAX UINT64_C(1000000000000) /* sums stop here */

enum cost_kind {
    COST_BOUND,     /* everything on the way was counted: `high` holds */
    COST_PARTIAL,   /* something on the way has no body here: `low` holds, `high` does not */
    COST_UNBOUNDED, /* no bound was found for something on the way */
};

enum cost_reason {
    COST_NONE,
    COST_NO_BODY,
    COST_POINTER,
    COST_NOT_UNDERSTOOD,
    COST_LOOP,
    COST_COPY,
    COST_WAIT,
    COST_RECURSION,
    COST_TANGLE, /* jumps into a loop, or loops nested too deeply */
};

struct cost {
    uint64_t low, high;
    bool stops; /* of one op: control does not come back from it; sums forget it */
    enum cost_kind kind;
    enum cost_reason reason; /* of the kind, and where it is: the first on the way */
    uint32_t func;           /* program function */
    uint32_t loc;            /* in its unit */
};

struct cost cost_of(uint64_t low, uint64_t high);
struct cost cost_add(struct cost a, struct cost b);
/* The worse of two ways, part by part. */
struct cost cost_worse(struct cost a, struct cost b);
/* At least `low` times, at most `high` times. */
struct cost cost_times(struct cost cost, uint64_t low, uint64_t high);
struct cost cost_mark(struct cost cost, enum cost_kind kind, enum cost_reason reason, uint32_t func,
                      uint32_t loc);

/* One op, without what a called function costs. */
struct cost weight_op(const struct ir_unit *unit, uint32_t op);
/* The end of a block. */
struct cost weight_end(const struct ir_unit *unit, const struct ir_block *block);
/* Bytes copied or set by the library or by a structure's assignment. */
struct cost weight_copy(const struct ir_unit *unit, uint64_t bytes);

#endif
