// args: --cpu cortex-m4 --tier C --select CRIT511
/* What a generator of projects leaves: it does nothing, at the reset value. */
#include "cmsis.h"

static volatile uint32_t handled;

void TIM2_IRQHandler(void)
{
    handled++;
}

void good_deferred(void)
{
}

int main(void)
{
    NVIC_SetPriority(TIM2_IRQn, 9);
    NVIC_EnableIRQ(TIM2_IRQn);
    for (;;) {
    }
}

PROGRAM([14] = good_deferred, [16 + TIM2_IRQn] = TIM2_IRQHandler);
