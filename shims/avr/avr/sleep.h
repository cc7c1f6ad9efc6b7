/* Stand-in for <avr/sleep.h>. */
#ifndef _AVR_SLEEP_H_
#define _AVR_SLEEP_H_

#include <avr/io.h>

#define SLEEP_MODE_IDLE (0x00 << 1)
#define SLEEP_MODE_ADC (0x01 << 1)
#define SLEEP_MODE_PWR_DOWN (0x02 << 1)
#define SLEEP_MODE_PWR_SAVE (0x03 << 1)
#define SLEEP_MODE_STANDBY (0x06 << 1)
#define SLEEP_MODE_EXT_STANDBY (0x07 << 1)

#define set_sleep_mode(mode) (SMCR = (uint8_t)((SMCR & ~(_BV(SM0) | _BV(SM1) | _BV(SM2))) | (mode)))
#define sleep_enable() (SMCR |= (uint8_t)_BV(SE))
#define sleep_disable() (SMCR &= (uint8_t)~_BV(SE))
#define sleep_cpu() __asm__ __volatile__("sleep" ::: "memory")
#define sleep_mode()                                                                                         \
    do {                                                                                                     \
        sleep_enable();                                                                                      \
        sleep_cpu();                                                                                         \
        sleep_disable();                                                                                     \
    } while (0)

#ifdef BODS
#define sleep_bod_disable()                                                                                  \
    do {                                                                                                     \
        MCUCR = (uint8_t)(MCUCR | _BV(BODS) | _BV(BODSE));                                                   \
        MCUCR = (uint8_t)((MCUCR & ~_BV(BODSE)) | _BV(BODS));                                                \
    } while (0)
#endif

#endif
