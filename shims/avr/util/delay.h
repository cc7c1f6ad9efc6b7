/* Stand-in for <util/delay.h>: busy loops of the right length, four cycles a turn. */
#ifndef _UTIL_DELAY_H_
#define _UTIL_DELAY_H_

#include <util/delay_basic.h>

#ifndef F_CPU
#define F_CPU 1000000UL
#endif

static inline __attribute__((always_inline, unused)) void _delay_us(double us)
{
    for (uint32_t turns = (uint32_t)(us * (double)F_CPU / 4e6); turns; turns--) {
        __asm__ volatile("nop");
    }
}

static inline __attribute__((always_inline, unused)) void _delay_ms(double ms)
{
    _delay_us(ms * 1e3);
}

#endif
