// args: --target avr --cpu atmega328p --tier C
/* An 8-bit core moves one byte at a time: everything wider can be caught half way. */
#include "avr.h"

struct reading {
    uint8_t channel;
    uint16_t value;
};

static volatile uint16_t ticks;
static volatile uint16_t deadline;
static struct reading latest;

ISR(TIMER0_OVF_vect)
{
    ticks = ticks + 1;
    if (ticks == deadline) {
        TIMSK0 = 0;
    }
}

ISR(ADC_vect)
{
    latest.channel = ADCL;
    latest.value = TCNT0;
}

static uint16_t bad_word(void)
{
    return ticks; // expect: CRIT201 "ticks"
}

static void bad_word_write(uint16_t at)
{
    deadline = at; // expect: CRIT201 "deadline"
}

static struct reading bad_struct(void)
{
    return latest; // expect: CRIT201 "latest"
}

int main(void)
{
    sei();
    for (;;) {
        struct reading reading = bad_struct();

        bad_word_write(bad_word() + reading.value);
    }
}
