/*
 * Whether a function knows what privilege it runs with: then it is right about what it may do.
 */
#ifndef FLOW_PRIVILEGE_H
#define FLOW_PRIVILEGE_H

#include "link/program.h"

/* Does it read CONTROL, or with `traps` call the supervisor, itself or in what it calls, so deep? */
bool privilege_is_asked(const struct program *program, uint32_t func, bool traps, int depth);

#endif
