/* Stand-in for <avr/power.h>: the power reduction register's bits that the part has. */
#ifndef _AVR_POWER_H_
#define _AVR_POWER_H_

#include <avr/io.h>

#define power_adc_enable() (PRR0 &= (uint8_t)~_BV(PRADC))
#define power_adc_disable() (PRR0 |= (uint8_t)_BV(PRADC))
#define power_spi_enable() (PRR0 &= (uint8_t)~_BV(PRSPI))
#define power_spi_disable() (PRR0 |= (uint8_t)_BV(PRSPI))
#define power_twi_enable() (PRR0 &= (uint8_t)~_BV(PRTWI))
#define power_twi_disable() (PRR0 |= (uint8_t)_BV(PRTWI))
#define power_timer0_enable() (PRR0 &= (uint8_t)~_BV(PRTIM0))
#define power_timer0_disable() (PRR0 |= (uint8_t)_BV(PRTIM0))
#define power_timer1_enable() (PRR0 &= (uint8_t)~_BV(PRTIM1))
#define power_timer1_disable() (PRR0 |= (uint8_t)_BV(PRTIM1))
#define power_timer2_enable() (PRR0 &= (uint8_t)~_BV(PRTIM2))
#define power_timer2_disable() (PRR0 |= (uint8_t)_BV(PRTIM2))
#define power_usart0_enable() (PRR0 &= (uint8_t)~_BV(PRUSART0))
#define power_usart0_disable() (PRR0 |= (uint8_t)_BV(PRUSART0))
#ifndef PRR0
#define PRR0 PRR
#endif

typedef enum {
    clock_div_1,
    clock_div_2,
    clock_div_4,
    clock_div_8,
    clock_div_16,
    clock_div_32,
    clock_div_64,
    clock_div_128,
    clock_div_256
} clock_div_t;

static inline __attribute__((always_inline, unused)) void clock_prescale_set(clock_div_t divisor)
{
    uint8_t state = SREG;
    __asm__ __volatile__("cli" ::: "memory");
    CLKPR = (uint8_t)_BV(CLKPCE);
    CLKPR = (uint8_t)divisor;
    SREG = state;
}

#endif
