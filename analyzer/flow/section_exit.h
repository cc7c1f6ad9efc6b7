/*
 * What the outermost exit of a counted section writes: some kernels put back what the entry found,
 * others open, whatever was before.
 */
#ifndef FLOW_SECTION_EXIT_H
#define FLOW_SECTION_EXIT_H

#include "flow/facts.h"

/*
 * The gates that the exit at `op` opens unconditionally, one bit each. By the body where it is in
 * sight; else by the model's row and the core that the port is for; 0 where neither says.
 */
uint8_t section_exit_opens(const struct facts *facts, uint32_t func, uint32_t op);

/* Does this exit open nothing before the scheduler runs, because its count starts high? */
bool section_exit_waits(const struct facts *facts, uint32_t func, uint32_t op);

#endif
