/*
 * An object that a function claims by one of its fields: it asks for the field, and then stores a
 * constant to it (`if (h->state != READY) return BUSY; h->state = SENDING;`). From there on it takes
 * turns with all who ask, and how a handler takes part in that is the program's agreement.
 */
#ifndef FLOW_CLAIM_H
#define FLOW_CLAIM_H

#include "ir/ir.h"

#include <stdbool.h>

/*
 * Is the object of `place` claimed, on every way to `op` (in the block `at`, from the function's first), by
 * another field than that?
 */
bool claim_before(const struct ir_unit *unit, const struct ir_func *func, uint32_t at, uint32_t op,
                  const struct ir_place *place);

#endif
