// args: --cpu cortex-m4 --select CRIT101
#include "irq.h"

/* The header shows a pair that this file does not use yet. */
volatile uint32_t total;

void add(uint32_t by)
{
    irq_off();
    total += by;
    irq_on();
}
