// args: --cpu cortex-m4 --select CRIT101
#include <stdint.h>

/* The program has a pair of its own, and this file uses it: known by what it does, not by its name. */
extern volatile uint32_t total;

typedef uint32_t state_t;

static inline state_t hush(void)
{
    state_t old;
    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(old) : : "memory");
    return old;
}

static inline void speak(state_t old)
{
    __asm volatile("msr primask, %0" : : "r"(old) : "memory");
}

static inline void off(void)
{
    __asm volatile("cpsid i" : : : "memory");
}

static inline void on(void)
{
    __asm volatile("cpsie i" : : : "memory");
}

void add(uint32_t by)
{
    off();
    total += by;
    on();
}

void add_both(uint32_t by)
{
    state_t old = hush();
    add(by);
    add(by);
    speak(old);
}
