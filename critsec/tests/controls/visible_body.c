/*
 * Control: the PRIMASK port, right in every instruction and clobber, but GCC sees its body under -flto and
 * does not inline it, as it decides for larger ports by itself. At -O2, GCC 12 then ignores the clobbers and
 * keeps the datum in a register across the calls. The suite must fail with it under -O2 -flto.
 */
#define CRITSEC_OPAQUE __attribute__((noinline))
#define CRITSEC_PORT
#include "critsec/critsec.h"

critsec_state_t critsec_acquire(void)
{
    critsec_state_t state;
    __asm__ volatile("mrs %0, primask\n\tcpsid i" : "=r"(state.word) : : "memory");
    return state;
}

void critsec_release(critsec_state_t state)
{
    __asm__ volatile("msr primask, %0" : : "r"(state.word) : "memory");
}

bool critsec_is_held(void)
{
    uint32_t primask;
    __asm__ volatile("mrs %0, primask" : "=r"(primask) : : "memory");
    return (primask & 1U) != 0U;
}

const char *critsec_port_name(void)
{
    return "control: visible body";
}

bool critsec_port_init(void)
{
    return true;
}
