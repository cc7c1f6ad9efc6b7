/*
 * Which bits of a value decide whether a block is reached: the test that stands at its entrance.
 */
#ifndef FLOW_TESTED_BITS_H
#define FLOW_TESTED_BITS_H

#include "link/program.h"

/*
 * The constant c of the nearest `x & c` that is compared with zero and decides about the block;
 * `branch` is the block that tests it. 0: no such test, or several ways lead to the block.
 */
int64_t tested_bits(const struct program *program, uint32_t func, uint32_t block, uint32_t *branch);

#endif
