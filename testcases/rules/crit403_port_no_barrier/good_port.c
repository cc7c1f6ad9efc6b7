// args: --cpu cortex-m4 --tier C --select CRIT403
/* The near misses of bad_port.c. */
#include "cmsis.h"

typedef struct {
    uint32_t word;
} critsec_state_t;

static uint32_t events;

critsec_state_t critsec_acquire(void)
{
    critsec_state_t state;

    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(state.word) : : "memory");
    return state;
}

void critsec_release(critsec_state_t state)
{
    __asm volatile("msr primask, %0" : : "r"(state.word) : "memory");
}

/* Opaque to all analysis of its callers. */
#ifdef __clang__
#define NOIPA __attribute__((annotate("noipa")))
#else
#define NOIPA __attribute__((noipa))
#endif

NOIPA __attribute__((noinline)) static uint32_t good_opaque(void)
{
    uint32_t state;

    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(state) : : "memory");
    return state;
}

static inline void restore(uint32_t state)
{
    __asm volatile("msr primask, %0" : : "r"(state) : "memory");
}

/* Not inlined, and not called where its body is seen. */
__attribute__((noinline)) void good_elsewhere(void)
{
    __asm volatile("cpsid i" : : : "memory");
}

uint32_t twice(void)
{
    uint32_t state = good_opaque();
    uint32_t sum = events;

    restore(state);
    state = good_opaque();
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
