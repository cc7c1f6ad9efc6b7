// args: --cpu cortex-m4
#include "critlint.h"

static volatile unsigned head, ring, tail;

CRITLINT_REQUIRES_MASKED static void queue_put(void)
{
    head++;
}

CRITLINT_REQUIRES_MASKED static void good_hands_the_duty_on(void)
{
    queue_put();
}

static void good_masked(int quick)
{
    unsigned state;

    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(state) : : "memory");
    if (quick) {
        queue_put();
    } else {
        good_hands_the_duty_on();
    }
    __asm volatile("msr primask, %0" : : "r"(state) : "memory");
}

/* Called with interrupts masked, on every way. */
static void good_by_its_callers(void)
{
    queue_put();
}

CRITLINT_REQUIRES_MASKED static void ring_put(void)
{
    ring++;
}

static void good_by_ceiling(void)
{
    unsigned ceiling;

    __asm volatile("mrs %0, basepri" : "=r"(ceiling));
    __asm volatile("msr basepri, %0" : : "r"(0x20) : "memory");
    ring_put();
    __asm volatile("msr basepri, %0" : : "r"(ceiling) : "memory");
}

/* Nobody says what it needs. */
static void free_to_call(void)
{
    tail = 0;
}

/* The only handler: nobody comes. */
CRITLINT_HANDLER CRITLINT_PRIORITY(3) void good_radio(void)
{
    queue_put();
    ring_put();
}

int main(void)
{
    __asm volatile("cpsie i" : : : "memory");
    for (;;) {
        unsigned state;

        good_masked(tail > 3);
        __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(state) : : "memory");
        good_by_its_callers();
        __asm volatile("msr primask, %0" : : "r"(state) : "memory");
        good_by_ceiling();
        free_to_call();
    }
}
