/*
 * Control: the CPSR port for IRQ and FIQ whose release takes the two bits for one. A caller that had masked
 * FIQ alone is opened. The suite must fail with it.
 */
#define CRITSEC_PORT
#include "critsec/critsec.h"

critsec_state_t critsec_acquire(void)
{
    critsec_state_t state;
    __asm__ volatile("mrs %0, cpsr\n\tcpsid if" : "=r"(state.word) : : "memory");
    return state;
}

void critsec_release(critsec_state_t state)
{
    __asm__ volatile("" : : : "memory");
    if ((state.word & 0x80U) == 0U) {
        __asm__ volatile("cpsie if" : : : "memory");
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
    return "control: arm fiq opened";
}

bool critsec_port_init(void)
{
    const critsec_state_t state = critsec_acquire();
    const bool masks = critsec_is_held();
    critsec_release(state);
    return masks;
}
