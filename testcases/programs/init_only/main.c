// args: --cpu cortex-m4
/* A bare pair in start-up code: no line is enabled yet, so nobody can notice. */
#include "cmsis.h"

#include "clock.h"

static volatile uint32_t ticks;

void TIM2_IRQHandler(void)
{
    ticks = ticks + 1;
}

int main(void)
{
    clock_start();
    NVIC_SetPriority(TIM2_IRQn, 6);
    NVIC_EnableIRQ(TIM2_IRQn);
    for (;;) {
        clock_adjust(ticks);
    }
}

PROGRAM([16 + TIM2_IRQn] = TIM2_IRQHandler);
