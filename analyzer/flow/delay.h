/*
 * Whom a section delays: handlers that could come in before it and cannot come inside; and how long a
 * handler waits at worst. By what is known of priorities, masks and of who may be armed by then; of a
 * function that many contexts run a number of them is looked at.
 */
#ifndef FLOW_DELAY_H
#define FLOW_DELAY_H

#include "flow/section.h"

enum { DELAY_CONTEXTS_MAX = 24 };

struct delay {
    bool *handlers; /* by context: is it delayed? */
    uint32_t count;
    bool tasks;     /* other tasks: the scheduler waits */
    bool reached;   /* some context runs the section */
    bool unsure;    /* rests on a guess, or not all contexts were looked at */
    bool truncated; /* the latter */
};

/* In the arena. */
struct delay delay_of(struct arena *arena, const struct sections *sections, const struct section *section);

/* How long a handler may wait: for the longest section that delays it, then for handlers as urgent or more.
 */
struct wait {
    uint32_t section; /* index, or FLOW_NONE */
    struct cost of_section, of_handlers, own, whole;
};

/* `delays` by section. */
struct wait delay_wait(const struct sections *sections, const struct delay *delays, uint32_t context);

#endif
