// args: --cpu cortex-m4 --select CRIT101
#include "core_cm4.h"

/* Masked at the start, and nothing opens but the pair that is called then. */
volatile uint32_t ticks;

static void set_up(void)
{
    __disable_irq();
    ticks = 0;
    __enable_irq();
}

void SysTick_Handler(void)
{
    ticks++;
}

int main(void)
{
    __disable_irq();
    set_up();
    for (;;) {
    }
}
