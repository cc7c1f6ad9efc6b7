// args: --target avr --cpu atmega328p
/* Closed around what is wider than a byte. Handlers run with I clear and never nest. */
#include "avr.h"

struct reading {
    uint8_t channel;
    uint16_t value;
};

static volatile uint16_t ticks;
static volatile uint16_t deadline;
static struct reading latest;
static volatile uint8_t overflows;
static uint16_t both_handlers;
static uint16_t start;

ISR(TIMER0_OVF_vect)
{
    ticks = ticks + 1;
    if (ticks == deadline) {
        TIMSK0 = 0;
    }
    overflows = overflows + 1;
    both_handlers += start;
}

ISR(ADC_vect)
{
    latest.channel = ADCL;
    latest.value = TCNT0;
    both_handlers++;
}

static uint16_t good_word(void)
{
    uint8_t sreg = SREG;
    uint16_t now;

    cli();
    now = ticks;
    SREG = sreg;
    return now;
}

static void good_word_write(uint16_t at)
{
    uint8_t sreg = SREG;

    cli();
    deadline = at;
    SREG = sreg;
}

static struct reading good_struct(void)
{
    uint8_t sreg = SREG;
    struct reading copy;

    cli();
    copy = latest;
    SREG = sreg;
    return copy;
}

/* One byte moves in one instruction. */
static uint8_t good_byte(void)
{
    return overflows;
}

int main(void)
{
    start = 1;
    sei();
    for (;;) {
        struct reading reading = good_struct();

        good_word_write(good_word() + reading.value + good_byte());
    }
}
