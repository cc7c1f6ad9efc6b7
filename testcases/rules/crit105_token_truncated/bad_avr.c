// args: --tier C --target avr --cpu atmega328p
/* SREG in a bool: what comes back is 1, the carry flag, and interrupts stay off. */
#include "avr.h"

static volatile uint16_t ticks;

uint16_t bad_bool(void)
{
    bool before = SREG;
    uint16_t now;

    cli();
    now = ticks;
    SREG = before; // expect: CRIT105
    return now;
}
