// args: --cpu cortex-m4 --tier C
/* A port that every program brings, by BASEPRI. A section inside a stronger mask must keep it. */
#include "cmsis.h"

typedef struct {
    uint32_t word;
} critsec_state_t;

static uint32_t set_ceiling(uint32_t ceiling)
{
    uint32_t before;

    __asm volatile("mrs %0, basepri\n\tmsr basepri, %1" : "=&r"(before) : "r"(ceiling) : "memory");
    return before;
}

critsec_state_t critsec_acquire(void) // expect: CRIT404 "may lower the priority ceiling"
{
    critsec_state_t state = {set_ceiling(0x80)};

    return state;
}

void critsec_release(critsec_state_t state) // expect: CRIT404 "ignores the saved state"
{
    (void)state;
    __asm volatile("msr basepri, %0" : : "r"(0) : "memory");
}
