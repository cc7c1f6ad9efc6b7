// args: --cpu cortex-m4 --tier C --select CRIT511
/* The least urgent of all. */
#include "cmsis.h"

static volatile uint32_t received, handled;

void USART1_IRQHandler(void)
{
    received++;
    SCB->ICSR = SCB_ICSR_PENDSVSET;
}

void TIM2_IRQHandler(void)
{
    handled++;
}

void good_deferred(void)
{
    handled += received;
}

int main(void)
{
    NVIC_SetPriority(PendSV_IRQn, 15);
    NVIC_SetPriority(USART1_IRQn, 2);
    NVIC_SetPriority(TIM2_IRQn, 9);
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_EnableIRQ(TIM2_IRQn);
    for (;;) {
    }
}

PROGRAM([14] = good_deferred, [16 + USART1_IRQn] = USART1_IRQHandler, [16 + TIM2_IRQn] = TIM2_IRQHandler);
