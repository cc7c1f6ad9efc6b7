/*
 * The contract suite's target for an ATmega1284P under simavr: INT0 on a pin that the program drives is the
 * handler, timer 0 the timer, the serial port the text. The run ends at a sleep with interrupts off.
 */
#include "contract.h"
#include "critsec/critsec.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>

enum { INT0_PIN = 2, PERIOD = 200 }; /* of 8 cycles at 16 MHz: 100 us */

ISR(INT0_vect)
{
    contract_handler();
}

ISR(TIMER0_COMPA_vect)
{
    contract_tick();
}

/* An edge on INT0's pin counts also where the pin is an output (ATmega1284P data sheet, 12.1). */
void target_init(void)
{
    EICRA = (uint8_t)(1U << ISC01 | 1U << ISC00); /* rising; from reset it is a level, and pending */
    DDRD |= (uint8_t)(1U << INT0_PIN);
    EIFR = (uint8_t)(1U << INTF0);
    EIMSK = (uint8_t)(1U << INT0);
    TCCR0A = (uint8_t)(1U << WGM01); /* clear on compare */
    OCR0A = PERIOD - 1;
    sei();
}

void target_pend(void)
{
    PORTD |= (uint8_t)(1U << INT0_PIN);
    PORTD &= (uint8_t)~(1U << INT0_PIN);
    __asm__ volatile("nop\n\tnop\n\tnop" : : : "memory");
}

uint32_t target_mask(void)
{
    __asm__ volatile("nop" : : : "memory"); /* one instruction runs before a pending handler does */
    return SREG & 0x80U;
}

void target_mask_by_hand(void)
{
    cli();
}

void target_unmask_by_hand(void)
{
    sei();
}

void target_timer(bool on)
{
    TIMSK0 = on ? (uint8_t)(1U << OCIE0A) : 0U;
    TCCR0B = on ? (uint8_t)(1U << CS01) : 0U;
}

void target_say(const char *text)
{
    UCSR0B |= (uint8_t)(1U << TXEN0);
    for (; *text; text++) {
        while (!(UCSR0A & (1U << UDRE0))) {
        }
        UDR0 = (uint8_t)*text;
    }
}

void target_cases(void)
{
}

int main(void)
{
    contract_run();
    cli();
    sleep_mode();
    return 0;
}
