// args: --cpu cortex-m4 --select CRIT403 --tier C
#include <stdint.h>

extern uint32_t plain;

/* With operands the compiler reads such templates in another way. */
static inline void off(void)
{
    __asm volatile("cpsid i @ 100 %");
}

static inline void commented(void)
{
    __asm volatile("cpsid i" : : /* nothing: ) */);
}

void count(void)
{
    off();
    plain++;
    commented();
    plain++;
}
