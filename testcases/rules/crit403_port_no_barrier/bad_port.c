// args: --cpu cortex-m4 --tier C --select CRIT403
/* A port of which every program brings its own: link-time optimisation shows its body to all callers. */
#include "cmsis.h"

typedef struct {
    uint32_t word;
} critsec_state_t;

static uint32_t events;

critsec_state_t critsec_acquire(void)
{
    critsec_state_t state;

    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(state.word)); // expect: CRIT403 "masks interrupts"
    return state;
}

void critsec_release(critsec_state_t state)
{
    __asm volatile("msr primask, %0" : : "r"(state.word)); // expect: CRIT403
}

/* GCC sees the bodies, does not inline them, and does not see that they change memory. */
__attribute__((noinline)) static uint32_t bad_apart(void)
{
    uint32_t state;

    __asm volatile("mrs %0, primask\n\tcpsid i" // expect: CRIT403 "'noinline'"
                   : "=r"(state)
                   :
                   : "memory");
    return state;
}

static inline void restore(uint32_t state)
{
    __asm volatile("msr primask, %0" : : "r"(state) : "memory");
}

uint32_t twice(void)
{
    uint32_t state = bad_apart();
    uint32_t sum = events;

    restore(state);
    state = bad_apart();
    sum += events;
    restore(state);
    return sum;
}

void count(void)
{
    critsec_state_t state = critsec_acquire();

    events++;
    critsec_release(state);
}
