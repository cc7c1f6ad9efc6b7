// args: --cpu cortex-m4 --tier C --select CRIT511
/* The receiver defers its work to PendSV, which cuts in on the timer. */
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

// expect@+1: CRIT511 "(priority 3) does deferred work, and is more urgent than 'TIM2_IRQHandler' (priority 9)"
void bad_deferred(void)
{
    handled += received;
}

int main(void)
{
    NVIC_SetPriority(PendSV_IRQn, 3);
    NVIC_SetPriority(USART1_IRQn, 2);
    NVIC_SetPriority(TIM2_IRQn, 9);
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_EnableIRQ(TIM2_IRQn);
    for (;;) {
    }
}

PROGRAM([14] = bad_deferred, [16 + USART1_IRQn] = USART1_IRQHandler, [16 + TIM2_IRQn] = TIM2_IRQHandler);
