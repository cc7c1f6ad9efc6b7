/*
 * Fixes, where they are asked for: `--fixes` puts them into reports, `--diff` prints and `--fix` writes those
 * that can be applied together. Only what the proof (driver/fix_proof.h) lets through is offered.
 */
#ifndef DRIVER_FIXES_H
#define DRIVER_FIXES_H

#include "driver/fix_proof.h"

/*
 * Gives the findings that are shown their edits. With --diff and --fix what all of them make is printed or
 * written. What could not be tried makes a notice. False: a file could not be written, and a message says so.
 */
bool fixes_offer(const struct fix_world *world, struct finding_list *findings, struct notice_list *notices);

#endif
