/* Words in the data pages of the flash. */
#ifndef DRIVERS_NV_H
#define DRIVERS_NV_H

#include <stdbool.h>
#include <stdint.h>

bool nv_program(uint32_t address, uint32_t word);
void nv_lock(void);
uint32_t nv_failures(void);

#endif
