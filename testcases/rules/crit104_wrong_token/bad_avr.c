// args: --target avr --cpu atmega328p
/* SREG gets a value that is not its own. */
#include "avr.h"

static volatile uint16_t ticks;
static volatile uint8_t mode;

uint8_t bad_other_variable(void)
{
    uint8_t sreg = SREG;
    uint8_t before;

    cli();
    before = mode;
    mode = 0;
    SREG = before; // expect: CRIT104
    return sreg;
}

void bad_overwritten(void)
{
    uint8_t sreg = SREG;

    cli();
    ticks = 0;
    sreg = SREG;
    cli();
    mode = 1;
    SREG = sreg;
    SREG = sreg; // expect: CRIT104
}
