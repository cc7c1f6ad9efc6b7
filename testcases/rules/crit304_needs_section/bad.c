// args: --cpu cortex-m4
#include "critlint.h"

static volatile unsigned head, tail;

CRITLINT_REQUIRES_MASKED static void queue_put(void)
{
    head++;
}

/* Hands the duty on: its callers are judged. */
CRITLINT_REQUIRES_MASKED static void queue_put_twice(void)
{
    queue_put();
    queue_put();
}

static void bad_open(void)
{
    queue_put(); // expect: CRIT304 "'queue_put' is to be called with interrupts masked"
}

static void bad_one_way(int quick)
{
    unsigned state;

    __asm volatile("mrs %0, primask" : "=r"(state));
    if (!quick) {
        __asm volatile("cpsid i" : : : "memory");
        queue_put();
    } else {
        queue_put(); // expect: CRIT304
    }
    __asm volatile("msr primask, %0" : : "r"(state) : "memory");
}

static void bad_after_the_end(void)
{
    unsigned state;

    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(state) : : "memory");
    queue_put();
    __asm volatile("msr primask, %0" : : "r"(state) : "memory");
    queue_put_twice(); // expect: CRIT304 "'queue_put_twice'"
}

/* Called with interrupts masked and without: which way is wrong is not told apart. */
static void bad_sometimes(void)
{
    queue_put(); // miss: CRIT304 the masks of all callers are joined
}

static void calls_it_masked(void)
{
    unsigned state;

    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(state) : : "memory");
    bad_sometimes();
    __asm volatile("msr primask, %0" : : "r"(state) : "memory");
}

static void (*const by_pointer)(void) = queue_put;

static void bad_by_pointer(void)
{
    by_pointer(); // expect: CRIT304 "'queue_put'"
}

CRITLINT_HANDLER CRITLINT_PRIORITY(3) void radio(void)
{
    tail++;
}

int main(void)
{
    __asm volatile("cpsie i" : : : "memory");
    for (;;) {
        bad_open();
        bad_one_way(tail > 3);
        bad_after_the_end();
        bad_by_pointer();
        calls_it_masked();
        bad_sometimes();
    }
}
