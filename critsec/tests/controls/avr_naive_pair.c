/*
 * Control: the AVR port whose release enables where it should restore. The inner release opens the outer
 * section, and a caller that had masked. The suite must fail with it.
 */
#define CRITSEC_PORT
#include "critsec/critsec.h"

critsec_state_t critsec_acquire(void)
{
    const critsec_state_t state = {0};
    __asm__ volatile("cli" : : : "memory");
    return state;
}

void critsec_release(critsec_state_t state)
{
    (void)state;
    __asm__ volatile("sei" : : : "memory");
}

bool critsec_is_held(void)
{
    uint8_t status;
    __asm__ volatile("in %0, 0x3f" : "=r"(status) : : "memory");
    return (status & 0x80U) == 0U;
}

const char *critsec_port_name(void)
{
    return "control: avr naive pair";
}

bool critsec_port_init(void)
{
    return true;
}
