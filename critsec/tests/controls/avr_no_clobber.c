/*
 * Control: the AVR port without "memory". Under -flto the compiler keeps the datum in registers across
 * sections, and updates by handlers are lost. The suite must fail with it under -flto.
 */
#define CRITSEC_PORT
#include "critsec/critsec.h"

critsec_state_t critsec_acquire(void)
{
    critsec_state_t state;
    __asm__ volatile("in %0, 0x3f\n\tcli" : "=r"(state.word));
    return state;
}

void critsec_release(critsec_state_t state)
{
    __asm__ volatile("out 0x3f, %0" : : "r"(state.word));
}

bool critsec_is_held(void)
{
    uint8_t status;
    __asm__ volatile("in %0, 0x3f" : "=r"(status) : : "memory");
    return (status & 0x80U) == 0U;
}

const char *critsec_port_name(void)
{
    return "control: avr no clobber";
}

bool critsec_port_init(void)
{
    return true;
}
