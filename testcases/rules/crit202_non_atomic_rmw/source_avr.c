// args: --target avr --cpu atmega328p --select CRIT202
/* On an AVR each interrupt has an enable bit at its peripheral: who clears it keeps the handler out. */
#include "avr.h"

#define COMPARE_A (1 << 1)
#define COMPARE_B (1 << 2)

static volatile uint16_t ticks;
static volatile uint16_t late;

ISR(TIMER1_COMPA_vect)
{
    ticks++;
    late++;
}

static void timer_off(void)
{
    TIMSK1 = 0;
}

static void timer_on(void)
{
    TIMSK1 |= COMPARE_A;
}

static void good_own_bit(void)
{
    TIMSK1 &= (uint8_t)~COMPARE_A;
    ticks -= 2;
    TIMSK1 |= COMPARE_A;
}

static void good_spelt_out(void)
{
    TIMSK1 = TIMSK1 & (uint8_t)~COMPARE_A;
    ticks -= 3;
    TIMSK1 = TIMSK1 | COMPARE_A;
}

static void good_by_calls(void)
{
    timer_off();
    ticks -= 4;
    timer_on();
}

static void bad_other_bit(void)
{
    TIMSK1 &= (uint8_t)~COMPARE_B;
    ticks -= 5; // expect: CRIT202 "ticks"
    TIMSK1 |= COMPARE_B;
}

static void bad_opened_again(void)
{
    timer_off();
    timer_on();
    late -= 6; // expect: CRIT202 "late"
}

static void bad_behind_the_pair(void)
{
    TIMSK1 &= (uint8_t)~COMPARE_A;
    late -= 2;
    TIMSK1 |= COMPARE_A;
    late -= 8; // expect: CRIT202 "late"
}

static void bad_on_one_path(uint8_t quiet)
{
    if (quiet) {
        timer_off();
    }
    ticks -= 7; // expect: CRIT202 "ticks"
    timer_on();
}

int main(void)
{
    timer_on();
    sei();
    for (;;) {
        good_own_bit();
        good_spelt_out();
        good_by_calls();
        bad_other_bit();
        bad_opened_again();
        bad_behind_the_pair();
        bad_on_one_path(PORTB);
    }
}
