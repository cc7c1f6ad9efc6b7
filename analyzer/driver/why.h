/*
 * `critlint why FILE:LINE`: the facts at a line, as the rules have them: who comes here, in which state of
 * the mask and since where, who can preempt and why, who cannot and why not, and what is shared. Each fact
 * says where it comes from.
 */
#ifndef DRIVER_WHY_H
#define DRIVER_WHY_H

#include "core/protection.h"
#include "driver/extract.h"
#include "flow/flow.h"
#include "report/report.h"

/* A part of the mask that is held. */
struct why_part {
    const char *name; /* "PRIMASK" */
    bool maybe;       /* on some paths only */
    struct loc since; /* line 0: since the entry of the context */
    const char *function;
    const char *by; /* "the instruction 'cpsid i'" */
};

/* A handler, and whether it can come. */
struct why_other {
    struct protection_context who;
    bool can;
    bool guess;
    const char *why; /* not */
    struct loc enabled;
};

/* One state in which contexts come to the line. */
struct why_state {
    VEC(struct protection_context) contexts; /* that have it */
    const char *path;                        /* "main > loop > count", of the first one */
    VEC(struct why_part) parts;
    VEC(struct why_other) others; /* who can come first; then by priority */
    const char *tasks;            /* what keeps other tasks away; NULL: nothing, "": there are none */
};

struct why_function {
    const char *program, *name;
    struct loc loc;
    VEC(struct why_state) states; /* none: nobody calls it */
};

struct why {
    struct arena *run;
    const char *asked;  /* FILE:LINE */
    const char *wanted; /* its FILE */
    const char *file;   /* as the facts have it */
    uint32_t line;
    uint32_t nearest; /* line with code; 0: none */
    VEC(struct why_function) functions;
};

/* Finds the file among those that were read. False after a message. */
bool why_find(struct why *why, struct arena *run, const char *place, const struct extracted *extracted);
void why_add_image(struct why *why, const char *name, const struct flow *flow);
/* Prints it as text or JSON; `in` has the map of the same images. Returns 0, or 2 where there is no code. */
int why_report(const struct why *why, const struct report_input *in, bool json);
void why_free(struct why *why);

#endif
