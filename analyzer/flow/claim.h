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
 * Does the function claim the object of `place` before `op`, in the order of its text, by another
 * field than that? Errs towards no: what lies too far back is not looked at.
 */
bool claim_before(const struct ir_unit *unit, const struct ir_func *func, uint32_t op,
                  const struct ir_place *place);

#endif
