// args: --tier C --cpu cortex-m4
/* Bodies that do what their names are documented to do, if on one path only; and stubs. */
#include <stdbool.h>
#include <stdint.h>

static uint32_t shared;
static uint32_t depth;

uint32_t save_and_disable_interrupts(void)
{
    uint32_t primask;

    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(primask) : : "memory");
    return primask;
}

void interrupts(void)
{
    __asm volatile("cpsie i" : : : "memory");
}

/* A stub of a test: nothing to mask on the host. */
void noInterrupts(void) // noise: CRIT404 an empty primitive is a note of its own
{
}

uint32_t critical_enter(void)
{
    uint32_t primask;

    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(primask) : : "memory");
    return primask;
}

void critical_exit(uint32_t before)
{
    if (before == 0) {
        __asm volatile("cpsie i" : : : "memory");
    }
}

/* Opens at the outermost end only. */
void vPortEnterCritical(void)
{
    __asm volatile("cpsid i" : : : "memory");
    depth++;
}

void vPortExitCritical(void)
{
    if (--depth == 0) {
        __asm volatile("cpsie i" : : : "memory");
    }
}

/* Another project's function of that name: it takes a parameter. */
void disable_interrupts(bool off)
{
    if (!off) {
        __asm volatile("cpsie i" : : : "memory");
    }
}

/* What stands behind the return is reached by a jump. */
uint32_t good_returns_first(bool again)
{
    if (again) {
        goto mask;
    }
    return 0;
mask:
    __asm volatile("cpsid i" : : : "memory");
    return 1;
}

#define CHANNELS 0

/* Switched off by the configuration. */
uint32_t good_switched_off(void)
{
    if (CHANNELS > 0) {
        uint32_t primask = save_and_disable_interrupts();

        depth++;
        critical_exit(primask);
        return depth;
    } else {
        return 0;
    }
}

void user(uint32_t value)
{
    shared = value + good_returns_first(value != 0);
}
