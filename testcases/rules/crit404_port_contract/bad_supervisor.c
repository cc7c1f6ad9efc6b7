// args: --cpu cortex-m4 --tier C
/* The twin of good_supervisor.c: unprivileged code asks for nothing, and gets nothing. */
#include "cmsis.h"

typedef struct {
    uint32_t word;
} critsec_state_t;

static inline bool is_unprivileged(void)
{
    uint32_t control;

    __asm volatile("mrs %0, control" : "=r"(control));
    return (control & 1U) != 0U;
}

critsec_state_t critsec_acquire(void) // expect: CRIT404 "does not mask on every path"
{
    critsec_state_t state = {0};

    if (!is_unprivileged()) {
        __asm volatile("mrs %0, basepri\n\tmsr basepri_max, %1" : "=&r"(state.word) : "r"(0x80) : "memory");
    }
    return state;
}

void critsec_release(critsec_state_t state)
{
    __asm volatile("msr basepri, %0" : : "r"(state.word) : "memory");
}
