/*
 * critsec port: Arm Cortex-M, PRIMASK. Every M profile core, one core, privileged code.
 *
 * Masks every handler with a configurable priority. Not NMI, HardFault, other cores.
 * Cost: acquire 2 instructions, release 1.
 */
#define CRITSEC_PORT
#include "critsec/critsec.h"

#if !defined(__ARM_ARCH_PROFILE) || __ARM_ARCH_PROFILE != 'M'
#error "critsec, cortex_m_primask.c: this is no Cortex-M target; add -mcpu=cortex-m0, -m3, -m4, -m7, -m33 ..."
#endif
#if CRITSEC_STATE_BITS != 32
#error "critsec, cortex_m_primask.c: remove CRITSEC_STATE_BITS or set it to 32, for the whole program"
#endif

/*
 * A handler between the two instructions does no harm: it puts PRIMASK back before it returns. One statement,
 * so that the compiler can put nothing between them either.
 */
critsec_state_t critsec_acquire(void)
{
    critsec_state_t state;
    __asm__ volatile("mrs %0, primask\n\tcpsid i" : "=r"(state.word) : : "memory");
    return state;
}

/* PRIMASK has one bit, so the whole word may be written: no test, no branch. */
void critsec_release(critsec_state_t state)
{
    __asm__ volatile("msr primask, %0" : : "r"(state.word) : "memory");
}

bool critsec_is_held(void)
{
    uint32_t primask;
    __asm__ volatile("mrs %0, primask" : "=r"(primask) : : "memory");
    return (primask & 1U) != 0U;
}

const char *critsec_port_name(void)
{
    return "cortex-m primask";
}

bool critsec_port_init(void)
{
    const critsec_state_t state = critsec_acquire();
    const bool masks = critsec_is_held();
    critsec_release(state);
    return masks;
}
