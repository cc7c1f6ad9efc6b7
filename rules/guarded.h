/* Is an object shared with a handler, so that a section around it has a purpose? */
#ifndef RULES_GUARDED_H
#define RULES_GUARDED_H

#include "flow/flow.h"

bool guarded_data(const struct flow *flow, uint32_t sym);

#endif
