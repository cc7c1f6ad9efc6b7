#include "report/latency.h"

#include <inttypes.h>

void latency_put_cost(struct buf *out, const struct latency_cost *cost)
{
    switch (cost->bound) {
    case LATENCY_AT_MOST: buf_addf(out, "at most %" PRIu64, cost->high); break;
    case LATENCY_AT_LEAST: buf_addf(out, "at least %" PRIu64, cost->low); break;
    default: buf_add(out, "unbounded"); break;
    }
}

uint64_t latency_time(const struct latency *latency, uint64_t instructions)
{
    if (!latency->clock || !instructions) {
        return 0;
    }
    double nanoseconds = (double)instructions * 1.5e9 / (double)latency->clock;
    return nanoseconds < 1 ? 1 : (uint64_t)(nanoseconds + 0.5);
}

void latency_put_time(struct buf *out, uint64_t nanoseconds)
{
    static const struct {
        uint64_t size;
        const char *name;
    } units[] = {{1000000000, "s"}, {1000000, "ms"}, {1000, "us"}, {1, "ns"}};
    size_t i = 0;
    while (i < 3 && nanoseconds < units[i].size) {
        i++;
    }
    uint64_t tenths = nanoseconds * 10 / units[i].size;
    if (tenths % 10 && tenths < 1000) {
        buf_addf(out, "%" PRIu64 ".%" PRIu64 " %s", tenths / 10, tenths % 10, units[i].name);
    } else {
        buf_addf(out, "%" PRIu64 " %s", tenths / 10, units[i].name);
    }
}

enum latency_verdict latency_meets(const struct latency *latency, const struct latency_handler *handler)
{
    if (!handler->deadline || !latency->clock) {
        return LATENCY_UNKNOWN;
    }
    if (latency_time(latency, handler->whole.low) > handler->deadline) {
        return LATENCY_MISSED;
    }
    bool known = handler->whole.bound == LATENCY_AT_MOST;
    return known && latency_time(latency, handler->whole.high) <= handler->deadline ? LATENCY_MET
                                                                                    : LATENCY_UNKNOWN;
}

void latency_put_delays(struct buf *out, const struct latency_section *section, size_t most)
{
    size_t shown = section->delay_count < most ? section->delay_count : most;
    for (size_t i = 0; i < shown; i++) {
        bool last = i + 1 == section->delay_count && i && !section->delays_tasks;
        buf_addf(out, "%s%s", i == 0 ? "" : last ? " and " : ", ", section->delays[i]);
    }
    if (section->delay_count > shown) {
        buf_addf(out, " and %zu more", section->delay_count - shown);
    }
    if (section->delays_tasks) {
        buf_add(out, shown ? " and other tasks" : "other tasks");
    }
    if (!section->delay_count && !section->delays_tasks) {
        buf_add(out, section->reached ? "nobody that is known" : "not known: nothing is seen to run it");
    }
}
