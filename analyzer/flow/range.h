/*
 * Between which numbers the value of an op lies, as far as constants, locals that are written once,
 * parameters that every caller gives a constant, and small types say. What cannot be told is not known.
 */
#ifndef FLOW_RANGE_H
#define FLOW_RANGE_H

#include "flow/facts.h"
#include "flow/local_defs.h"

struct range {
    bool known;
    bool attained; /* `high` happens: it is no limit of a type or a mask */
    uint32_t base; /* addresses: the unit's symbol that low and high count bytes from; or IR_NONE */
    int64_t low, high;
};

struct range_of {
    const struct facts *facts;
    uint32_t func;
    const struct local_defs *defs;
    const struct constant_set *params; /* by parameter: what all contexts together give it; or NULL */
};

struct range range_unknown(void);
struct range range_join(struct range a, struct range b);
struct range range_of_op(const struct range_of *of, uint32_t op);
/* What a parameter is at the entry. */
struct range range_of_param(const struct range_of *of, uint32_t sym);
/* The bytes that one step of a pointer of that type is; 1 for numbers. */
int64_t range_stride(const struct ir_unit *unit, uint32_t type);

#endif
