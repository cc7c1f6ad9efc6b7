// args: --tier C --cpu cortex-m4
/* Functions with documented names whose bodies do the opposite, or never get there. */
#include <stdint.h>

static uint32_t shared;

/* Pico SDK: masks, and returns the old state. */
uint32_t save_and_disable_interrupts(void)
{
    uint32_t primask;

    __asm volatile("mrs %0, primask\n\tcpsie i" : "=r"(primask) : : "memory"); // expect: CRIT114 "masks on no path"
    return primask;
}

/* Arduino: opens. */
void interrupts(void)
{
    __asm volatile("cpsid i" : : : "memory"); // expect: CRIT114 "opens on no path"
}

void noInterrupts(void)
{
    __asm volatile("cpsid i" : : : "memory");
}

/* Contiki: the exit calls the enter. */
uint32_t critical_enter(void)
{
    uint32_t primask;

    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(primask) : : "memory");
    return primask;
}

void critical_exit(uint32_t before)
{
    if (before == 0) {
        before = critical_enter(); // expect: CRIT114 "critical_exit"
    }
}

/* The result is computed and returned before the mask. */
uint32_t bad_returns_first(void)
{
    uint32_t primask;

    __asm volatile("mrs %0, primask" : "=r"(primask) : : "memory");
    return primask;
    __asm volatile("cpsid i" : : : "memory"); // expect: CRIT114 "returns before it masks"
}

void user(uint32_t value)
{
    shared = value + bad_returns_first();
}
