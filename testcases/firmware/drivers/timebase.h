/* Microseconds since start, 64 bits, from TIM2 (32 bits at 1 MHz) and its overflows. */
#ifndef DRIVERS_TIMEBASE_H
#define DRIVERS_TIMEBASE_H

#include <stdint.h>

void timebase_init(void);
void timebase_on_overflow(void);
uint64_t timebase_now_us(void);
uint64_t timebase_coarse_us(void);
uint32_t timebase_elapsed_us(uint32_t since);

#endif
