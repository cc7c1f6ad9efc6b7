// args: --target avr --cpu atmega328p
/* SREG holds the I flag: saved before cli, written back after. */
#include "avr.h"

static volatile uint16_t ticks;
static volatile uint8_t mode;

uint16_t good_cli_sei(void)
{
    uint8_t sreg = SREG;
    uint16_t now;

    cli();
    now = ticks;
    SREG = sreg;
    return now;
}

void good_two_exits(uint8_t next)
{
    uint8_t sreg = SREG;

    cli();
    if (mode == next) {
        SREG = sreg;
        return;
    }
    mode = next;
    SREG = sreg;
}

/* The shape of avr-libc's ATOMIC_BLOCK: one turn of a loop, put back by the cleanup attribute. */
static inline void put_back(const uint8_t *sreg)
{
    SREG = *sreg;
    __asm__ __volatile__("" ::: "memory");
}

static inline uint8_t close_all(void)
{
    cli();
    return 1;
}

#define LOCKED                                                                                               \
    for (uint8_t locked_sreg __attribute__((cleanup(put_back))) = SREG, once = close_all(); once; once = 0)

void good_macros(void)
{
    LOCKED
    {
        ticks = 0;
    }
}
