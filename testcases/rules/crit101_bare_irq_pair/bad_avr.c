// args: --target avr --cpu atmega328p
/* cli and sei around shared data: a caller that had interrupts off gets them back on. */
#include "avr.h"

static volatile uint16_t ticks;
static volatile uint8_t mode;

uint16_t bad_cli_sei(void)
{
    uint16_t now;

    cli();
    now = ticks;
    sei(); // expect: CRIT101
    return now;
}

void bad_two_exits(uint8_t next)
{
    cli();
    if (mode == next) {
        sei(); // expect: CRIT101
        return;
    }
    mode = next;
    sei(); // expect: CRIT101
}

#define LOCK() cli()
#define UNLOCK() sei()

void bad_macros(void)
{
    LOCK();
    ticks = 0;
    UNLOCK(); // expect: CRIT101
}
