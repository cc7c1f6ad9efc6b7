// args: --cpu cortex-m4 --tier C
/* Unprivileged code asks the supervisor to mask: what that does is not followed, and is what is asked for. */
#include "cmsis.h"

typedef struct {
    uint32_t word;
} critsec_state_t;

static uint32_t events;

static inline bool is_unprivileged(void)
{
    uint32_t control;

    __asm volatile("mrs %0, control" : "=r"(control));
    return (control & 1U) != 0U;
}

critsec_state_t critsec_acquire(void)
{
    critsec_state_t state;

    if (is_unprivileged()) {
        register uint32_t r0 __asm__("r0") = 0;

        __asm volatile("svc 192" : "+r"(r0) : : "memory");
        state.word = r0;
    } else {
        __asm volatile("mrs %0, basepri\n\tmsr basepri_max, %1" : "=&r"(state.word) : "r"(0x80) : "memory");
    }
    return state;
}

void critsec_release(critsec_state_t state)
{
    if (is_unprivileged()) {
        register uint32_t r0 __asm__("r0") = state.word;

        __asm volatile("svc 193" : "+r"(r0) : : "memory");
    } else {
        __asm volatile("msr basepri, %0" : : "r"(state.word) : "memory");
    }
}

/* Acquire and release ask the same question. */
void good_count(void)
{
    critsec_state_t state = critsec_acquire();

    events++;
    critsec_release(state);
}
