// args: --cpu cortex-m33 --tier C
/* The lock of another core is waited for with interrupts open, and they are masked afterwards. */
#include "cmsis.h"

static volatile uint32_t word;

/* In one function, by a compare-exchange. */
uint32_t bad_enter(void)
{
    uint32_t primask;
    uint32_t expected;

    do {
        expected = 0;
    } while (!__atomic_compare_exchange_n(&word, &expected, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED));
    primask = __get_PRIMASK();
    __disable_irq(); // expect: CRIT210 "masks after the lock was taken"
    return primask;
}

/* The loop stands in a helper, and the ceiling is the mask. */
static void take(void)
{
    while (__atomic_exchange_n(&word, 1, __ATOMIC_ACQUIRE)) {
    }
}

uint32_t bad_enter_by_helper(void)
{
    uint32_t basepri;

    take();
    __asm volatile("mrs %0, basepri\n\tmsr basepri_max, %1" // expect: CRIT210
                   : "=&r"(basepri)
                   : "r"(0x40)
                   : "memory");
    return basepri;
}

/* Exclusive accesses, spelt out. */
static inline bool try(void)
{
    uint32_t busy;

    __asm volatile("ldaex %0, [%1]\n\tcmp %0, #0\n\tbne 1f\n\tstrex %0, %2, [%1]\n1:"
                   : "=&r"(busy)
                   : "r"(&word), "r"(1)
                   : "memory", "cc");
    return busy == 0;
}

uint32_t bad_enter_by_try(void)
{
    while (!try()) {
        __asm volatile("wfe");
    }
    uint32_t primask = __get_PRIMASK();
    __disable_irq(); // expect: CRIT210
    return primask;
}

void leave(uint32_t primask)
{
    __atomic_store_n(&word, 0, __ATOMIC_RELEASE);
    __set_PRIMASK(primask);
}
