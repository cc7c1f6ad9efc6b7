// args: --cpu atmega328p --select CRIT101
#include <avr/interrupt.h>
#include <avr/io.h>

/* What sleeps needs the enable before it, whatever the state was. */
volatile uint16_t ticks;

static void doze(void)
{
    cli();
    if (!ticks) {
        SMCR = 1;
        sei();
        __asm volatile("sleep" : : : "memory");
        return;
    }
    sei();
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
        doze();
    }
}
