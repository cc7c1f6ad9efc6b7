// args: --cpu cortex-m4 --tier C --select CRIT510
/* Who waits shares, or is not more urgent, or nobody shares at all. */
#include "cmsis.h"

static volatile uint32_t received, capture, shared;

/* Priority 1, with a deadline. */
void TIM2_IRQHandler(void)
{
    capture = TIM2->CNT;
    shared++;
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

/* As urgent as the receiver, with a deadline. */
void ADC_IRQHandler(void)
{
    capture = TIM2->CNT;
}

/* A ceiling keeps the receiver out, and lets the timer in. */
void good_ceiling(void)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI(6 << 4);
    received = 0;
    __set_BASEPRI(before);
}

/* The timer shares it too. */
void good_shared(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    received = 0;
    shared = 0;
    count();
    __set_PRIMASK(primask);
}

/* A sequence that hardware wants in one piece. */
void good_sequence(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    GPIOA->BSRR = 1;
    GPIOA->BSRR = 2;
    __set_PRIMASK(primask);
}

int main(void)
{
    NVIC_SetPriority(TIM2_IRQn, 1);
    NVIC_SetPriority(ADC_IRQn, 6);
    NVIC_SetPriority(USART1_IRQn, 6);
    NVIC_EnableIRQ(TIM2_IRQn);
    NVIC_EnableIRQ(ADC_IRQn);
    NVIC_EnableIRQ(USART1_IRQn);
    for (;;) {
        good_ceiling();
        good_shared();
        good_sequence();
    }
}

PROGRAM([16 + TIM2_IRQn] = TIM2_IRQHandler, [16 + ADC_IRQn] = ADC_IRQHandler,
        [16 + USART1_IRQn] = USART1_IRQHandler);
