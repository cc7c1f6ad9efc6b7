/* Stand-in for <time.h>. */
#ifndef CRIT_SHIM_LIBC_TIME_H
#define CRIT_SHIM_LIBC_TIME_H

#include <stddef.h>
#include <sys/types.h>

struct tm {
    int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst;
};

struct timespec {
    time_t tv_sec;
    long tv_nsec;
};

#define CLOCKS_PER_SEC 1000
#define TIME_UTC 1
#define CLOCK_REALTIME 1
#define CLOCK_MONOTONIC 4

clock_t clock(void);
time_t time(time_t *out);
double difftime(time_t end, time_t start);
time_t mktime(struct tm *parts);
struct tm *gmtime(const time_t *moment);
struct tm *gmtime_r(const time_t *moment, struct tm *out);
struct tm *localtime(const time_t *moment);
struct tm *localtime_r(const time_t *moment, struct tm *out);
char *asctime(const struct tm *parts);
char *ctime(const time_t *moment);
size_t strftime(char *out, size_t size, const char *format, const struct tm *parts);
int clock_gettime(clockid_t id, struct timespec *out);
int clock_settime(clockid_t id, const struct timespec *moment);
int nanosleep(const struct timespec *wanted, struct timespec *left);
int timespec_get(struct timespec *out, int base);

#endif
