/* --dump: facts as text, for people and tests. */
#ifndef DRIVER_DUMP_H
#define DRIVER_DUMP_H

#include "driver/extract.h"
#include "flow/flow.h"

/* False if there is no dump of that name. `flow` may be NULL for "ops". */
bool dump_facts(const char *what, const struct extracted *extracted, const struct flow *flow);
bool dump_needs_flow(const char *what);

#endif
