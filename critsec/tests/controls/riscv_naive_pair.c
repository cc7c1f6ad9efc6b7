/*
 * Control: the RISC-V port whose release enables where it should restore. The inner release opens the outer
 * section, and a caller that had masked. The suite must fail with it.
 */
#define CRITSEC_PORT
#include "critsec/critsec.h"

critsec_state_t critsec_acquire(void)
{
    uintptr_t status;
    __asm__ volatile("csrrci %0, mstatus, 8" : "=r"(status) : : "memory");
    const critsec_state_t state = {(uint32_t)status};
    return state;
}

void critsec_release(critsec_state_t state)
{
    (void)state;
    __asm__ volatile("csrsi mstatus, 8" : : : "memory");
}

bool critsec_is_held(void)
{
    uintptr_t status;
    __asm__ volatile("csrr %0, mstatus" : "=r"(status) : : "memory");
    return (status & 8U) == 0U;
}

const char *critsec_port_name(void)
{
    return "control: risc-v naive pair";
}

bool critsec_port_init(void)
{
    return true;
}
