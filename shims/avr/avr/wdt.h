/* Stand-in for <avr/wdt.h>: the timed sequence of WDTCSR, with interrupts masked. */
#ifndef _AVR_WDT_H_
#define _AVR_WDT_H_

#include <avr/io.h>

#define wdt_reset() __asm__ __volatile__("wdr")

#define WDTO_15MS 0
#define WDTO_30MS 1
#define WDTO_60MS 2
#define WDTO_120MS 3
#define WDTO_250MS 4
#define WDTO_500MS 5
#define WDTO_1S 6
#define WDTO_2S 7
#define WDTO_4S 8
#define WDTO_8S 9

static inline __attribute__((always_inline, unused)) void wdt_enable(const uint8_t value)
{
    uint8_t state = SREG;
    __asm__ __volatile__("cli" ::: "memory");
    wdt_reset();
    WDTCSR = (uint8_t)(_BV(WDCE) | _BV(WDE));
    WDTCSR = (uint8_t)(_BV(WDE) | (value & 8 ? _BV(WDP3) : 0) | (value & 7));
    SREG = state;
}

static inline __attribute__((always_inline, unused)) void wdt_disable(void)
{
    uint8_t state = SREG;
    __asm__ __volatile__("cli" ::: "memory");
    WDTCSR = (uint8_t)(_BV(WDCE) | _BV(WDE));
    WDTCSR = 0;
    SREG = state;
}

#endif
