/* Stands in for Zephyr's header in tests of ports/zephyr.c: the names that the port uses, over PRIMASK. */
#ifndef CRITSEC_TESTS_ZEPHYR_IRQ_H
#define CRITSEC_TESTS_ZEPHYR_IRQ_H

#include <stdbool.h>

static inline unsigned int arch_irq_lock(void)
{
    unsigned int key;
    __asm__ volatile("mrs %0, primask\n\tcpsid i" : "=r"(key) : : "memory");
    return key;
}

static inline void arch_irq_unlock(unsigned int key)
{
    __asm__ volatile("msr primask, %0" : : "r"(key) : "memory");
}

static inline bool arch_irq_unlocked(unsigned int key)
{
    return key == 0U;
}

#define irq_lock() arch_irq_lock()
#define irq_unlock(key) arch_irq_unlock(key)

#endif
