// args: --target avr --cpu atmega328p
/* SREG gets back what it was. */
#include "avr.h"

static volatile uint16_t ticks;
static volatile uint8_t mode;

uint8_t good_other_variable(void)
{
    uint8_t sreg = SREG;
    uint8_t before;

    cli();
    before = mode;
    mode = 0;
    SREG = sreg;
    return before;
}

void good_overwritten(void)
{
    uint8_t sreg = SREG;
    uint8_t inner;

    cli();
    ticks = 0;
    inner = SREG;
    cli();
    mode = 1;
    SREG = inner;
    SREG = sreg;
}
