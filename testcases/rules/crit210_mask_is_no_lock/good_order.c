// args: --cpu cortex-m33 --tier C
/* The near misses of bad_order.c. */
#include "cmsis.h"

static volatile uint32_t word;
static volatile uint32_t count;

static inline bool try(void)
{
    uint32_t busy;

    __asm volatile("ldaex %0, [%1]\n\tcmp %0, #0\n\tbne 1f\n\tstrex %0, %2, [%1]\n1:"
                   : "=&r"(busy)
                   : "r"(&word), "r"(1)
                   : "memory", "cc");
    return busy == 0;
}

/* Masks first, and opens between two tries. */
uint32_t good_enter(void)
{
    for (;;) {
        uint32_t primask = __get_PRIMASK();

        __disable_irq();
        if (try()) {
            return primask;
        }
        __set_PRIMASK(primask);
    }
}

void good_leave(uint32_t primask)
{
    __atomic_store_n(&word, 0, __ATOMIC_RELEASE);
    __set_PRIMASK(primask);
}

/* A counter without a lock: it waits for nobody. */
uint32_t good_count(void)
{
    uint32_t old = count;

    while (!__atomic_compare_exchange_n(&count, &old, old + 1, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
    }
    uint32_t primask = __get_PRIMASK();
    __disable_irq();
    return primask;
}

/* A lock that handlers do not take, and a short section of its own inside. */
void good_inner_section(void)
{
    while (!try()) {
    }
    uint32_t primask = __get_PRIMASK();
    __disable_irq();
    count = count + 1;
    __set_PRIMASK(primask);
    __atomic_store_n(&word, 0, __ATOMIC_RELEASE);
}
