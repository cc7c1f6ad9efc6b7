/* The suppressions that a unit's files hold become part of its facts: what follows needs no source for them.
 */
#ifndef DRIVER_SUPPRESS_UNIT_H
#define DRIVER_SUPPRESS_UNIT_H

#include "driver/suppress_text.h"
#include "ir/ir.h"

/* Reads the files that the unit read. */
void suppress_extract(struct ir_unit *unit);
/* Adds those of the unit that stand in files from the `first`th name of `seen` on. */
void suppress_add(struct suppressions *list, struct arena *run, const struct ir_unit *unit,
                  const struct strtab *seen, uint32_t first);

#endif
