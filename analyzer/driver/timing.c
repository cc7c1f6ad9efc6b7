#include "driver/timing.h"

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

double timing_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double seconds_of(const struct timeval *time)
{
    return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

static double cpu_now(void)
{
    struct rusage own = {0};
    struct rusage workers = {0};
    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &workers);
    return seconds_of(&own.ru_utime) + seconds_of(&own.ru_stime) + seconds_of(&workers.ru_utime) +
           seconds_of(&workers.ru_stime);
}

void timing_start(struct timing *timing, bool on)
{
    *timing = (struct timing){.on = on, .now = PASS_PLAN, .since = timing_now(), .since_cpu = cpu_now()};
}

void timing_enter(struct timing *timing, enum pass pass)
{
    double now = timing_now();
    double cpu = cpu_now();
    timing->seconds[timing->now] += now - timing->since;
    timing->cpu[timing->now] += cpu - timing->since_cpu;
    timing->since_cpu = cpu;
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
    double cpu = 0;
    timing_enter(timing, PASS_REPORT);
    if (!timing->on) {
        return;
    }
    fputs("critlint: seconds by pass, and those of the processors\n", stderr);
    for (int i = 0; i < PASS_COUNT; i++) {
        fprintf(stderr, "%8.3f %8.3f  %s\n", timing->seconds[i], timing->cpu[i], names[i]);
        sum += timing->seconds[i];
        cpu += timing->cpu[i];
    }
    fprintf(stderr, "%8.3f %8.3f  in all\n", sum, cpu);
    if (timing->units) {
        fprintf(stderr, "%zu of %zu units were in the cache\n", timing->reused, timing->units);
    }
}
