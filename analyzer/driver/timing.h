/*
 * Where the time of a run goes (--timing). Seconds differ from run to run, so they go to standard error
 * and into no report.
 */
#ifndef DRIVER_TIMING_H
#define DRIVER_TIMING_H

#include <stdbool.h>
#include <stddef.h>

enum pass { PASS_PLAN, PASS_PARSE, PASS_LINK, PASS_FLOW, PASS_RULES, PASS_REPORT, PASS_COUNT };

struct timing {
    bool on;
    enum pass now;
    double since, since_cpu;
    double seconds[PASS_COUNT],
        cpu[PASS_COUNT];  /* of the clock; of all processors, with workers that ended */
    size_t units, reused; /* of these were in the cache */
};

/* Begins with PASS_PLAN. */
void timing_start(struct timing *timing, bool on);
/* What follows belongs to `pass`; a pass may come again, for the next image. */
void timing_enter(struct timing *timing, enum pass pass);
/* Ends the last pass and prints all. */
void timing_print(struct timing *timing);

/* Seconds of a clock that only moves forward. */
double timing_now(void);

#endif
