/* Stand-in for <sys/time.h>. */
#ifndef CRIT_SHIM_LIBC_SYS_TIME_H
#define CRIT_SHIM_LIBC_SYS_TIME_H

#include <sys/types.h>
#include <time.h>

struct timeval {
    time_t tv_sec;
    suseconds_t tv_usec;
};

struct timezone {
    int tz_minuteswest, tz_dsttime;
};

int gettimeofday(struct timeval *out, void *zone);
int settimeofday(const struct timeval *moment, const struct timezone *zone);

#endif
