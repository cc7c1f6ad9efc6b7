/*
 * Control: the RISC-V port whose release writes the whole status register. FS, Dirty because the section used
 * floating point, becomes clean again, and the next context switch loses the registers. The suite must fail.
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
    __asm__ volatile("csrw mstatus, %0" : : "r"(state.word) : "memory");
}

bool critsec_is_held(void)
{
    uintptr_t status;
    __asm__ volatile("csrr %0, mstatus" : "=r"(status) : : "memory");
    return (status & 8U) == 0U;
}

const char *critsec_port_name(void)
{
    return "control: risc-v whole register";
}

bool critsec_port_init(void)
{
    return true;
}
