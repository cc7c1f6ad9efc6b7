/*
 * Persistent forked worker processes. A worker that crashes or exceeds its wall time loses the
 * item it was working on and nothing else; it is replaced.
 */
#ifndef DRIVER_WORKERS_H
#define DRIVER_WORKERS_H

#include "base/buf.h"

#include <stddef.h>

enum worker_status { WORKER_DONE, WORKER_CRASHED, WORKER_TIMED_OUT };

struct worker_job {
    size_t count; /* items 0 .. count - 1 */
    unsigned workers;
    unsigned seconds_max; /* wall time of one item */
    /* In a worker: appends the item's bytes to `out`. */
    void (*work)(void *context, size_t item, struct buf *out);
    /* In the parent, once an item, in any order. `data` is valid for the call. */
    void (*done)(void *context, size_t item, enum worker_status status, const void *data, size_t size);
    void *context;
};

void workers_run(const struct worker_job *job);

#endif
