// args: --cpu atmega328p --select CRIT101
#include <avr/interrupt.h>
#include <avr/io.h>

/* The core starts masked, and nothing else than these pairs opens: restored, it would stay so. */
volatile uint16_t ticks;

static void set_up(void)
{
    cli();
    TIMSK0 = 1;
    sei();
}

static uint16_t now(void)
{
    uint16_t copy;

    cli();
    copy = ticks;
    sei();
    return copy;
}

ISR(TIMER0_OVF_vect)
{
    ticks++;
}

int main(void)
{
    set_up();
    for (;;) {
        PORTB = (uint8_t)now();
    }
}
