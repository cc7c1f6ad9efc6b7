// args: --cpu cortex-m4 --tier C --select CRIT511
/* Nobody sets its priority: it is the most urgent of all. */
#include "cmsis.h"

static volatile uint32_t received, handled;

void USART1_IRQHandler(void)
{
    received++;
    SCB->ICSR = SCB_ICSR_PENDSVSET;
}

// expect@+1: CRIT511 "priority 0, the reset value"
void bad_deferred(void)
{
    handled += received;
}

int main(void)
{
    NVIC_SetPriority(USART1_IRQn, 2);
    NVIC_EnableIRQ(USART1_IRQn);
    for (;;) {
    }
}

PROGRAM([14] = bad_deferred, [16 + USART1_IRQn] = USART1_IRQHandler);
