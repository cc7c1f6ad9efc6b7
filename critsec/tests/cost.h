/*
 * Executed instructions of sections, counted by an emulator whose clock is its instruction count (-icount).
 * cost.c takes the place of the contract suite; a target supplies the functions below. The three that are
 * measured are in assembler, so that they differ by the calls alone, whatever the compiler.
 */
#ifndef CRITSEC_TESTS_COST_H
#define CRITSEC_TESTS_COST_H

#include "contract.h"

enum { COST_MOVES = 2 }; /* instructions that keep the outer state in cost_two_levels */

void cost_setup(void); /* the clock runs, and the port is ready */
uint32_t cost_instructions(void (*work)(void));

void cost_nothing(void);    /* a frame, and no call */
void cost_pair(void);       /* acquire and release */
void cost_two_levels(void); /* a pair inside another */

#endif
