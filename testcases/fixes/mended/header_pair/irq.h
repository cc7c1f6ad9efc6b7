#include <stdint.h>

static inline uint32_t irq_state(void)
{
    uint32_t old;
    __asm volatile("mrs %0, primask" : "=r"(old) : : "memory");
    return old;
}

static inline void irq_set(uint32_t old)
{
    __asm volatile("msr primask, %0" : : "r"(old) : "memory");
}

static inline void irq_off(void)
{
    __asm volatile("cpsid i" : : : "memory");
}

static inline void irq_on(void)
{
    __asm volatile("cpsie i" : : : "memory");
}
