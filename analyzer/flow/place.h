/* Which places of a function are the same, as far as its own text says. */
#ifndef FLOW_PLACE_H
#define FLOW_PLACE_H

#include "ir/ir.h"

#include <stdbool.h>

/*
 * One variable, or what one pointer leads to, and the same fields and elements of it. Pointers and indices
 * are compared by what they are computed from, whatever is assigned in between.
 */
bool place_same(const struct ir_unit *unit, const struct ir_place *a, const struct ir_place *b);
/* The same object, whatever the fields. */
bool place_same_object(const struct ir_unit *unit, const struct ir_place *a, const struct ir_place *b);

#endif
