/* Sections of all images → what the reports say of them. */
#ifndef DRIVER_LATENCIES_H
#define DRIVER_LATENCIES_H

#include "core/notice.h"
#include "driver/latency_code.h"
#include "driver/options.h"
#include "driver/units.h"
#include "flow/flow.h"
#include "link/images.h"
#include "report/latency.h"

struct latencies {
    struct latency latency; /* valid after latencies_finish() */
    VEC(struct latency_section) sections;
    VEC(struct latency_handler) handlers;
    struct latency_code code;
};

/* Does somebody ask how long sections last: the command, or a format that shows it? */
bool latencies_wanted(const struct options *options);
/* Texts live in `run`; `names` of files are the program's. */
void latencies_add(struct latencies *latencies, struct arena *run, const struct image *image,
                   const struct flow *flow, struct notice_list *notices);
/* Keeps what lies in the paths that were asked for, third-party code too, and sorts. */
void latencies_finish(struct latencies *latencies, struct arena *run, const struct options *options,
                      const struct unit_plans *plans, uint64_t clock, struct notice_list *notices);
void latencies_free(struct latencies *latencies);

#endif
