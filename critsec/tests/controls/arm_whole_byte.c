/*
 * Control: the CPSR port whose release writes the control byte of the register, and with it F, the mode and
 * the instruction set as they were at the acquire. The suite must fail with it.
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
    __asm__ volatile("msr cpsr_c, %0" : : "r"(state.word) : "memory");
}

bool critsec_is_held(void)
{
    uint32_t status;
    __asm__ volatile("mrs %0, cpsr" : "=r"(status) : : "memory");
    return (status & 0x80U) != 0U;
}

const char *critsec_port_name(void)
{
    return "control: arm whole byte";
}

bool critsec_port_init(void)
{
    const critsec_state_t state = critsec_acquire();
    const bool masks = critsec_is_held();
    critsec_release(state);
    return masks;
}
