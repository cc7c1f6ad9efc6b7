/*
 * Does a section around this object have a purpose? Several contexts reach it and one writes,
 * and a handler is among them or several functions hold something when they touch it.
 */
#ifndef RULES_GUARDED_H
#define RULES_GUARDED_H

#include "flow/flow.h"

bool guarded_data(const struct flow *flow, uint32_t sym);

#endif
