/*
 * Assertions: a function that masks interrupts, says what is wrong, and resets; unless a debugger
 * is attached, for which it returns, with interrupts still masked. What comes after it is no path
 * of the firmware.
 */
#ifndef FLOW_ASSERTION_H
#define FLOW_ASSERTION_H

#include "flow/summary.h"
#include "link/calls.h"

/*
 * `summaries` by function, done. Marks those that abort; true if there are any: their callers are
 * to be run again. A function that enters a section may assert as well: its callers leave the
 * section, those of an assertion do not. Errs towards "it returns".
 */
bool assertion_find(const struct program *program, struct summary *summaries);

#endif
