/*
 * critsec port: AVR, the global interrupt enable of SREG. Every AVR with one level of interrupts.
 *
 * Masks every interrupt. On cores with levels (XMEGA, AVR Dx) the I bit stands for all levels too; their
 * non-maskable interrupt stays out of reach.
 * Cost: acquire 2 instructions, release 1.
 */
#define CRITSEC_PORT
#include "critsec/critsec.h"

#ifndef __AVR__
#error "critsec, avr.c: this is no AVR target; build it with avr-gcc -mmcu=..."
#endif
#if CRITSEC_STATE_BITS != 8
#error "critsec, avr.c: remove CRITSEC_STATE_BITS or set it to 8, for the whole program"
#endif

/* The AVR Instruction Set Manual: SREG is I/O register 0x3F of every AVR, I is its bit 7. */
#define SREG "0x3f"
#define INTERRUPT_ENABLE 0x80U

/* A handler between the two instructions does no harm: it leaves SREG as it found it. */
critsec_state_t critsec_acquire(void)
{
    critsec_state_t state;
    __asm__ volatile("in %0, " SREG "\n\tcli" : "=r"(state.word) : : "memory");
    return state;
}

/*
 * The other bits are flags of arithmetic, which no function keeps for its caller: so the register may be
 * written whole. The hand-written idiom, an assignment to SREG, tells the compiler nothing about memory, and
 * stores move across it.
 */
void critsec_release(critsec_state_t state)
{
    __asm__ volatile("out " SREG ", %0" : : "r"(state.word) : "memory");
}

bool critsec_is_held(void)
{
    uint8_t status;
    __asm__ volatile("in %0, " SREG : "=r"(status) : : "memory");
    return (status & INTERRUPT_ENABLE) == 0U;
}

const char *critsec_port_name(void)
{
    return "avr sreg";
}

bool critsec_port_init(void)
{
    const critsec_state_t state = critsec_acquire();
    const bool masks = critsec_is_held();
    critsec_release(state);
    return masks;
}
