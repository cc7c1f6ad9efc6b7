// args: --cpu cortex-m4 --tier C --select CRIT510
/* The receiver alone shares anything, and the timer waits with it. */
#include "cmsis.h"

static volatile uint32_t received, capture, shared;

/* Priority 1, with a deadline. */
void TIM2_IRQHandler(void)
{
    capture = TIM2->CNT;
}

/* Priority 6. */
void USART1_IRQHandler(void)
{
    received++;
}

static void count(void)
{
    received = received + 2;
}

void bad_take(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq(); // expect: CRIT510 "'TIM2_IRQHandler' (priority 1) waits"
    received = 0;
    __set_PRIMASK(primask);
}

/* What a callee does counts. */
void bad_by_call(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq(); // expect: CRIT510
    count();
    __set_PRIMASK(primask);
}

int main(void)
{
    NVIC_SetPriority(TIM2_IRQn, 1);
    NVIC_SetPriority(USART1_IRQn, 6);
    NVIC_EnableIRQ(TIM2_IRQn);
    NVIC_EnableIRQ(USART1_IRQn);
    for (;;) {
        bad_take();
        bad_by_call();
    }
}

PROGRAM([16 + TIM2_IRQn] = TIM2_IRQHandler, [16 + USART1_IRQn] = USART1_IRQHandler);
