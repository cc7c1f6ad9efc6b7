// args: --cpu cortex-m4 --tier C
/* A handler that is called can be interrupted by itself. */
#include "cmsis.h"

#define USART_SR_RXNE (1U << 5)

static uint32_t last;

/* Reads the flag, takes the byte, clears the flag: in the middle comes the same, and takes it first. */
void USART1_IRQHandler(void)
{
    if (USART1->SR & USART_SR_RXNE) {
        last = USART1->DR;
        USART1->ICR = USART_SR_RXNE;
    }
}

static void bad_poll(void)
{
    USART1_IRQHandler(); // expect: CRIT209 "calls handler 'USART1_IRQHandler'"
}

void TIM2_IRQHandler(void)
{
    bad_poll();
}

static void bad_from_main(void)
{
    USART1_IRQHandler(); // expect: CRIT209
}

int main(void)
{
    NVIC_SetPriority(USART1_IRQn, 3);
    NVIC_SetPriority(TIM2_IRQn, 5);
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_EnableIRQ(TIM2_IRQn);
    for (;;) {
        bad_from_main();
        use(last);
    }
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler, [16 + TIM2_IRQn] = TIM2_IRQHandler);
