/*
 * Control: the CPSR port whose release enables where it should restore. The inner release opens the outer
 * section, and a caller that had masked. The suite must fail with it.
 */
#define CRITSEC_PORT
#include "critsec/critsec.h"

critsec_state_t critsec_acquire(void)
{
    critsec_state_t state;
    __asm__ volatile("mrs %0, cpsr\n\tcpsid i" : "=r"(state.word) : : "memory");
    return state;
}

void critsec_release(critsec_state_t state)
{
    (void)state;
    __asm__ volatile("cpsie i" : : : "memory");
}

bool critsec_is_held(void)
{
    uint32_t status;
    __asm__ volatile("mrs %0, cpsr" : "=r"(status) : : "memory");
    return (status & 0x80U) != 0U;
}

const char *critsec_port_name(void)
{
    return "control: arm naive pair";
}

bool critsec_port_init(void)
{
    const critsec_state_t state = critsec_acquire();
    const bool masks = critsec_is_held();
    critsec_release(state);
    return masks;
}
