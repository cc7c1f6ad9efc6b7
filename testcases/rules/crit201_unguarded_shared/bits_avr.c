// args: --tier C --target avr
/* A narrow bit-field lies in one byte, whatever its declared type is, and is read in one step. */
#include "avr.h"

static volatile struct {
    uint16_t ready : 1;
    uint16_t count : 15;
} flags;

ISR(ADC_vect)
{
    flags.ready = 1;
    flags.count = ADCL;
}

static uint16_t good_narrow(void)
{
    return flags.ready;
}

static uint16_t bad_wide(void)
{
    return flags.count; // expect: CRIT201 "flags"
}

int main(void)
{
    sei();
    for (;;) {
        if (good_narrow()) {
            PORTB = (uint8_t)bad_wide();
        }
    }
}
