// args: --cpu atmega328p --select CRIT101
#include <avr/interrupt.h>
#include <avr/io.h>

volatile uint16_t ticks;

uint16_t now(void)
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
    TIMSK0 = 1;
    sei();
    for (;;) {
        PORTB = (uint8_t)now();
    }
}
