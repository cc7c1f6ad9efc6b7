// args: --cpu cortex-m0plus --tier C
/* PRIMASK is there. */
#include <stdint.h>

static volatile uint32_t count;

void good_count(void)
{
    uint32_t before;

    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(before) : : "memory");
    count++;
    __asm volatile("msr primask, %0" : : "r"(before) : "memory");
}
