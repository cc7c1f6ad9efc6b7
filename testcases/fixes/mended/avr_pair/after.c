// args: --cpu atmega328p --select CRIT101
#include <avr/interrupt.h>
#include <avr/io.h>

volatile uint16_t ticks;

uint16_t now(void)
{
    uint16_t copy;

    uint8_t sreg = SREG;
    cli();
    copy = ticks;
    SREG = sreg;
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
