// args: --cpu cortex-m4 --tier C
/* The near misses of bad.c. */
#include "cmsis.h"

#define USART_SR_RXNE (1U << 5)

static uint32_t last;
static volatile uint32_t woken;

void USART1_IRQHandler(void)
{
    if (USART1->SR & USART_SR_RXNE) {
        last = USART1->DR;
        USART1->ICR = USART_SR_RXNE;
    }
}

/* All that it does is to store a constant. */
void EXTI1_IRQHandler(void)
{
    woken = 1;
}

static void good_pend(void)
{
    NVIC_SetPendingIRQ(USART1_IRQn);
}

static void good_masked(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    USART1_IRQHandler();
    __set_PRIMASK(primask);
}

static void good_line(void)
{
    NVIC_DisableIRQ(USART1_IRQn);
    USART1_IRQHandler();
    NVIC_EnableIRQ(USART1_IRQn);
}

static void good_before_it_is_armed(void)
{
    USART1_IRQHandler();
}

static void good_constant(void)
{
    EXTI1_IRQHandler();
}

/* Two vectors, one body, one priority. */
void TIM2_IRQHandler(void)
{
    USART1_IRQHandler();
}

int main(void)
{
    good_before_it_is_armed();
    NVIC_SetPriority(USART1_IRQn, 3);
    NVIC_SetPriority(TIM2_IRQn, 3);
    NVIC_SetPriority(EXTI1_IRQn, 3);
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_EnableIRQ(TIM2_IRQn);
    NVIC_EnableIRQ(EXTI1_IRQn);
    for (;;) {
        good_pend();
        good_masked();
        good_line();
        good_constant();
        use(last);
        use(woken);
    }
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler, [16 + TIM2_IRQn] = TIM2_IRQHandler,
        [16 + EXTI1_IRQn] = EXTI1_IRQHandler);
