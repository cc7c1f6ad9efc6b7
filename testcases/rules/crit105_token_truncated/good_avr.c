// args: --tier C --target avr --cpu atmega328p
/* SREG is a byte. */
#include "avr.h"

static volatile uint16_t ticks;

uint16_t good_bool(void)
{
    uint8_t before = SREG;
    uint16_t now;

    cli();
    now = ticks;
    SREG = before;
    return now;
}

/* The flag alone, tested. */
uint16_t good_flag(void)
{
    bool open = SREG & 0x80;
    uint16_t now;

    cli();
    now = ticks;
    if (open) {
        sei();
    }
    return now;
}
