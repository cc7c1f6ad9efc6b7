/* Stand-in for <util/delay_basic.h>: three and four cycles a turn; a count of 0 is the longest. */
#ifndef _UTIL_DELAY_BASIC_H_
#define _UTIL_DELAY_BASIC_H_

#include <stdint.h>

static inline __attribute__((always_inline, unused)) void _delay_loop_1(uint8_t count)
{
    do {
        __asm__ volatile("nop");
    } while (--count);
}

static inline __attribute__((always_inline, unused)) void _delay_loop_2(uint16_t count)
{
    do {
        __asm__ volatile("nop");
    } while (--count);
}

#endif
