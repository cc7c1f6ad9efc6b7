// args: --cpu cortex-m4 --tier C
/* The near misses of bad_ceiling.c. */
#include "cmsis.h"

typedef struct {
    uint32_t word;
} critsec_state_t;

static uint32_t raise_ceiling(uint32_t ceiling)
{
    uint32_t before;

    __asm volatile("mrs %0, basepri\n\tmsr basepri_max, %1" : "=&r"(before) : "r"(ceiling) : "memory");
    return before;
}

critsec_state_t critsec_acquire(void)
{
    critsec_state_t state = {raise_ceiling(0x80)};

    return state;
}

void critsec_release(critsec_state_t state)
{
    __asm volatile("msr basepri, %0" : : "r"(state.word) : "memory");
}

/* One level for the whole program, by its own promise: not a port that nests in anything. */
uint32_t ulSetInterruptMaskFromISR(void)
{
    uint32_t before;

    __asm volatile("mrs %0, basepri\n\tmsr basepri, %1" : "=&r"(before) : "r"(0x80) : "memory");
    return before;
}
