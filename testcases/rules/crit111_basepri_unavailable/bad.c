// args: --cpu cortex-m0plus --tier C
/* ARMv6-M has PRIMASK and nothing else. */
#include <stdint.h>

extern void __set_FAULTMASK(uint32_t mask);

static volatile uint32_t count;

static inline void set_ceiling(uint32_t ceiling)
{
    __asm volatile("msr basepri, %0" : : "r"(ceiling) : "memory"); // expect: CRIT111 "BASEPRI does not exist"
}

void bad_count(void)
{
    uint32_t before;

    __asm volatile("mrs %0, basepri" : "=r"(before) : : "memory"); // expect: CRIT111
    set_ceiling(0x40);
    count++;
    set_ceiling(before);
}

void bad_faults(void)
{
    __asm volatile("cpsid f" : : : "memory"); // expect: CRIT111 "FAULTMASK"
}

/* By a name that a model knows. */
void bad_by_name(void)
{
    __set_FAULTMASK(1); // expect: CRIT111
}
