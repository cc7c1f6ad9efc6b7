/*
 * Control: supervisor calls that set PRIMASK instead of BASEPRI. The acquire works; with PRIMASK set, the
 * call that would release escalates to HardFault. The suite must end in a fault.
 */
#define CRITSEC_PORT
#include "critsec/critsec.h"

enum { SVC_ACQUIRE = 0xC0, SVC_RELEASE = 0xC1 };

bool critsec_svc(uint32_t *frame);

bool critsec_svc(uint32_t *frame)
{
    const uint8_t number = ((const uint8_t *)(uintptr_t)frame[6])[-2];
    if (number == SVC_ACQUIRE) {
        __asm__ volatile("mrs %0, primask\n\tcpsid i" : "=r"(frame[0]) : : "memory");
        return true;
    }
    if (number == SVC_RELEASE) {
        __asm__ volatile("msr primask, %0" : : "r"(frame[0]) : "memory");
        return true;
    }
    return false;
}

critsec_state_t critsec_acquire(void)
{
    register uint32_t r0 __asm__("r0") = 0;
    __asm__ volatile("svc %1" : "+r"(r0) : "i"(SVC_ACQUIRE) : "memory");
    const critsec_state_t state = {r0};
    return state;
}

void critsec_release(critsec_state_t state)
{
    register uint32_t r0 __asm__("r0") = state.word;
    __asm__ volatile("svc %1" : "+r"(r0) : "i"(SVC_RELEASE) : "memory");
}

bool critsec_is_held(void)
{
    return true;
}

const char *critsec_port_name(void)
{
    return "control: svc primask";
}

bool critsec_port_init(void)
{
    return true;
}
