/*
 * Control: the PRIMASK port without "memory". The instructions are right, but nothing tells the compiler that
 * data may change between them: as soon as it sees the port's body (-flto, or a header), it keeps the datum
 * in a register across sections, and updates by handlers are lost. The suite must fail with it under -flto.
 */
#define CRITSEC_OPAQUE /* the body is seen */
#define CRITSEC_PORT
#include "critsec/critsec.h"

critsec_state_t critsec_acquire(void)
{
    critsec_state_t state;
    __asm__ volatile("mrs %0, primask\n\tcpsid i" : "=r"(state.word));
    return state;
}

void critsec_release(critsec_state_t state)
{
    __asm__ volatile("msr primask, %0" : : "r"(state.word));
}

bool critsec_is_held(void)
{
    uint32_t primask;
    __asm__ volatile("mrs %0, primask" : "=r"(primask) : : "memory");
    return (primask & 1U) != 0U;
}

const char *critsec_port_name(void)
{
    return "control: no clobber";
}

bool critsec_port_init(void)
{
    return true;
}
