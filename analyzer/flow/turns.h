/*
 * Contexts that take turns by a flag (flow/turn_flags.h), by whose value the code on either side decides:
 *
 *     main:     if (ready) { use(buffer); ready = 0; }      handler: if (!ready) { buffer = DR; ready = 1; }
 *
 * At each access it is known which values a flag has there: it was asked for, or stored, on every way, and
 * no call in between may have stored it. Two accesses whose flags contradict each other never meet, as long
 * as nobody else can break what is known: each store of another context keeps it, or stands itself where
 * it is known not to hold.
 */
#ifndef FLOW_TURNS_H
#define FLOW_TURNS_H

#include "flow/turn_flags.h"
#include "flow/turn_facts.h"

struct turns {
    const struct facts *facts;
    struct turn_flags flags;
    struct map entry_at;        /* reach_index() */
    struct turn_facts *entries; /* by reach entry: on entering the function */
    struct turn_facts **blocks; /* by reach entry: on entering each block; NULL: nothing is known in any */
    uint64_t *stored;           /* by function: bits of the flags that it or what it calls may store */
    size_t words;               /* of 64 bits, for a function */
    struct arena arena;
};

/* `accesses` outlives it. */
void turns_find(struct turns *turns, const struct facts *facts, const struct accesses *accesses);
void turns_free(struct turns *turns);

/* Can `by`, an access of a handler, never happen in the midst of `at_risk`? */
bool turns_exclude(const struct turns *turns, const struct access *at_risk, const struct access *by);

/* Is `at_risk` reached only where a flag, no part of it, has a value that the context of `by` gives it? */
bool turns_asked(const struct turns *turns, const struct access *at_risk, const struct access *by);

#endif
