// args: --cpu cortex-m4 --tier C --select CRIT202
/* Read and written in two accesses of one statement: through a pointer, an element, a fixed address. */
#include "cmsis.h"

#define PORT_DATA (*(volatile uint32_t *)0x40010000UL)

static volatile uint32_t kinds[4];
static volatile uint32_t level;

void bad_element(uint32_t kind)
{
    kinds[kind & 3] = kinds[kind & 3] + 1; // expect: CRIT202 "kinds"
}

void bad_pointer(void)
{
    volatile uint32_t *value = &level;

    *value = *value + 2; // expect: CRIT202 "level"
}

void bad_register(void)
{
    PORT_DATA = (PORT_DATA & ~3U) | 2U; // expect: CRIT202 "0x40010000"
}

/* One word is stored, whatever it was computed from. */
void good_other_element(uint32_t kind)
{
    kinds[kind & 3] = kinds[kind >> 30] + 1;
}

void USART1_IRQHandler(void)
{
    kinds[USART1->DR & 3]++;
    level++;
    PORT_DATA = (PORT_DATA & ~4U) | 8U;
}
