/* --dump: facts as text, for people and tests. */
#ifndef DRIVER_DUMP_H
#define DRIVER_DUMP_H

#include "driver/extract.h"
#include "flow/flow.h"
#include "link/images.h"

/* --dump=ops: every unit, once. */
void dump_ops(const struct extracted *extracted);
/* The facts of one image. False if there is no dump of that name. */
bool dump_facts(const char *what, const struct image *image, const struct flow *flow);

#endif
