// args: --cpu cortex-m33 --tier C
/* The twin of bad.c on a core that has them all. */
#include <stdint.h>

extern void __set_FAULTMASK(uint32_t mask);

static volatile uint32_t count;

static inline void set_ceiling(uint32_t ceiling)
{
    __asm volatile("msr basepri, %0" : : "r"(ceiling) : "memory");
}

void good_count(void)
{
    uint32_t before;

    __asm volatile("mrs %0, basepri" : "=r"(before) : : "memory");
    set_ceiling(0x40);
    count++;
    set_ceiling(before);
}

void good_faults(void)
{
    __asm volatile("cpsid f" : : : "memory");
}

/* By a name that a model knows. */
void good_by_name(void)
{
    __set_FAULTMASK(1);
}
