/*
 * Control: the BASEPRI port whose release writes 0 instead of what acquire found, as counting kernels do. The
 * inner release opens the outer section. The suite must fail with it.
 */
#define CRITSEC_PORT
#include "critsec/critsec.h"

critsec_state_t critsec_acquire(void)
{
    critsec_state_t state;
    __asm__ volatile("mrs %0, basepri\n\tmsr basepri_max, %1" : "=&r"(state.word) : "r"(0x80U) : "memory");
    return state;
}

void critsec_release(critsec_state_t state)
{
    (void)state;
    __asm__ volatile("msr basepri, %0" : : "r"(0U) : "memory");
}

bool critsec_is_held(void)
{
    uint32_t basepri;
    __asm__ volatile("mrs %0, basepri" : "=r"(basepri) : : "memory");
    return basepri != 0U && basepri <= 0x80U;
}

const char *critsec_port_name(void)
{
    return "control: basepri zero";
}

bool critsec_port_init(void)
{
    return true;
}
