/*
 * How long each critical section lasts, and whom it delays: what `critlint latency` prints. Numbers are
 * instructions, estimated. Everything is borrowed and outlives the call.
 */
#ifndef REPORT_LATENCY_H
#define REPORT_LATENCY_H

#include "base/buf.h"
#include "core/loc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum latency_bound { LATENCY_AT_MOST, LATENCY_AT_LEAST, LATENCY_UNBOUNDED };

struct latency_cost {
    enum latency_bound bound;
    uint64_t low, high; /* high: with LATENCY_AT_MOST only */
    const char *reason; /* of another bound: "the loop has no known bound"; else NULL */
    struct loc reason_loc;
};

/* What weighs most on the longest way, in its order. */
struct latency_step {
    struct loc loc;
    const char *text; /* "loop of at most 64 rounds", "calls 'memcpy'" */
    struct latency_cost cost;
};

/* The same way in the code that the sources were compiled to. */
struct latency_compiled {
    const char *missing; /* why it was not found there; else NULL */
    struct latency_cost cost;
    const char *file, *function; /* that holds the longest copy */
    uint32_t offset;             /* of the instruction that masks, in it */
    uint32_t copies;
};

struct latency_section {
    uint32_t id; /* the driver's */
    struct loc loc;
    const char *function, *image; /* image: "" where there is one only */
    const char *masks;            /* "interrupts", "line 37", "the scheduler" */
    const char *enter;            /* the macro or function that enters, or "" */
    struct latency_cost cost;
    const char *const *delays; /* handlers, the most urgent first */
    size_t delay_count;
    bool delays_tasks, unsure, reached;
    const struct latency_step *steps;
    size_t step_count;
    const struct latency_compiled *compiled; /* or NULL: nobody asked */
};

/* A handler of which the configuration gives a deadline or a period. */
struct latency_handler {
    const char *name, *image;
    uint64_t deadline, period;                       /* nanoseconds; 0: not said */
    struct latency_cost section, others, own, whole; /* whole: what it waits at worst, section and others */
    const struct latency_section *longest;           /* or NULL: no section delays it */
};

struct latency {
    const struct latency_section *sections; /* the longest first */
    size_t section_count;
    const struct latency_handler *handlers;
    size_t handler_count;
    uint64_t clock;        /* hertz; 0: not said */
    size_t compiled_count; /* how many sections were found in the code */
    bool has_compiled;
};

/* "at most 120", "at least 34", "unbounded". */
void latency_put_cost(struct buf *out, const struct latency_cost *cost);
/* An instruction is taken for one and a half cycles: nanoseconds; 0 without a clock. */
uint64_t latency_time(const struct latency *latency, uint64_t instructions);
/* "3.1 us" */
void latency_put_time(struct buf *out, uint64_t nanoseconds);
/* Does a handler come in time: by what is known? */
enum latency_verdict { LATENCY_MET, LATENCY_MISSED, LATENCY_UNKNOWN };
enum latency_verdict latency_meets(const struct latency *latency, const struct latency_handler *handler);
/* "TIM2_IRQHandler, USART1_IRQHandler and 3 more": at most `most` names. "nobody that is known". */
void latency_put_delays(struct buf *out, const struct latency_section *section, size_t most);

#endif
