/*
 * Control: the RISC-V port without "memory". Under -flto the compiler keeps the datum in a register across
 * sections, and updates by handlers are lost. The suite must fail with it under -flto.
 */
#define CRITSEC_OPAQUE /* the body is seen */
#define CRITSEC_PORT
#include "critsec/critsec.h"

critsec_state_t critsec_acquire(void)
{
    uintptr_t status;
    __asm__ volatile("csrrci %0, mstatus, 8" : "=r"(status));
    const critsec_state_t state = {(uint32_t)status};
    return state;
}

void critsec_release(critsec_state_t state)
{
    __asm__ volatile("csrs mstatus, %0" : : "r"(state.word & 8U));
}

bool critsec_is_held(void)
{
    uintptr_t status;
    __asm__ volatile("csrr %0, mstatus" : "=r"(status) : : "memory");
    return (status & 8U) == 0U;
}

const char *critsec_port_name(void)
{
    return "control: risc-v no clobber";
}

bool critsec_port_init(void)
{
    return true;
}
