#include "driver/timing.h"

#include <stdio.h>
#include <time.h>

double timing_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void timing_start(struct timing *timing, bool on)
{
    *timing = (struct timing){.on = on, .now = PASS_PLAN, .since = timing_now()};
}

void timing_enter(struct timing *timing, enum pass pass)
{
    double now = timing_now();
    timing->seconds[timing->now] += now - timing->since;
    timing->now = pass;
    timing->since = now;
}

void timing_print(struct timing *timing)
{
    static const char *const names[] = {
        [PASS_PLAN] = "units and models", [PASS_PARSE] = "parsing",
        [PASS_LINK] = "linking",          [PASS_FLOW] = "facts",
        [PASS_RULES] = "rules",           [PASS_REPORT] = "reports",
    };
    double sum = 0;
    timing_enter(timing, PASS_REPORT);
    if (!timing->on) {
        return;
    }
    fputs("critlint: seconds by pass\n", stderr);
    for (int i = 0; i < PASS_COUNT; i++) {
        fprintf(stderr, "%8.3f  %s\n", timing->seconds[i], names[i]);
        sum += timing->seconds[i];
    }
    fprintf(stderr, "%8.3f  in all\n", sum);
    if (timing->units) {
        fprintf(stderr, "%zu of %zu units were in the cache\n", timing->reused, timing->units);
    }
}
