/*
 * What a section guards: the accesses that are made while it is held, in its function and in those that it
 * calls meanwhile, and the handlers that touch the same objects.
 */
#ifndef FLOW_SECTION_BODY_H
#define FLOW_SECTION_BODY_H

#include "flow/flow.h"
#include "flow/section.h"

struct section_body {
    bool *sharers;              /* by context: a handler that shares something with it; in the arena */
    uint32_t count;             /* of them */
    const struct access *first; /* what the first of them shares, as the handler accesses it */
};

/* Errs towards more sharers: what is reached through pointers counts, and all a called function does. */
struct section_body section_body_of(struct arena *arena, const struct flow *flow,
                                    const struct section *section);

#endif
