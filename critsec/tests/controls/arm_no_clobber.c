/*
 * Control: the CPSR port without "memory". Under -flto the compiler keeps the datum in a register across
 * sections, and updates by handlers are lost. The suite must fail with it under -flto.
 */
#define CRITSEC_OPAQUE /* the body is seen */
#define CRITSEC_PORT
#include "critsec/critsec.h"

critsec_state_t critsec_acquire(void)
{
    critsec_state_t state;
    __asm__ volatile("mrs %0, cpsr\n\tcpsid i" : "=r"(state.word));
    return state;
}

void critsec_release(critsec_state_t state)
{
    if ((state.word & 0x80U) == 0U) {
        __asm__ volatile("cpsie i" : :); /* the colons matter: without them GCC assumes a clobber */
    }
}

bool critsec_is_held(void)
{
    uint32_t status;
    __asm__ volatile("mrs %0, cpsr" : "=r"(status) : : "memory");
    return (status & 0x80U) != 0U;
}

const char *critsec_port_name(void)
{
    return "control: arm no clobber";
}

bool critsec_port_init(void)
{
    const critsec_state_t state = critsec_acquire();
    const bool masks = critsec_is_held();
    critsec_release(state);
    return masks;
}
