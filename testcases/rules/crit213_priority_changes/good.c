// args: --cpu cortex-m4 --tier C
/* The near misses of bad.c. */
#include "cmsis.h"

static uint32_t level;
static uint32_t seen;
static uint32_t late;
static volatile uint32_t mains;

void TIM2_IRQHandler(void)
{
    level = TIM2->CNT;
    late = 1;
}

void USART1_IRQHandler(void)
{
    use(level);
}

void EXTI0_IRQHandler(void)
{
    use(seen);
}

void EXTI1_IRQHandler(void)
{
    mains = 3;
}

void ADC_IRQHandler(void)
{
    use(late);
}

static void good_first(void)
{
    NVIC_SetPriority(USART1_IRQn, 5);
    NVIC_EnableIRQ(USART1_IRQn);
}

static void good_line_off(void)
{
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_DisableIRQ(USART1_IRQn);
    NVIC_SetPriority(USART1_IRQn, 6);
    NVIC_EnableIRQ(USART1_IRQn);
}

static void good_masked(void)
{
    uint32_t primask = __get_PRIMASK();

    NVIC_EnableIRQ(USART1_IRQn);
    __disable_irq();
    NVIC_SetPriority(USART1_IRQn, 7);
    __set_PRIMASK(primask);
}

/* Only main shares with it, and is preempted anyway. */
static void good_shares_with_main(void)
{
    NVIC_EnableIRQ(EXTI1_IRQn);
    NVIC_SetPriority(EXTI1_IRQn, 6);
}

/* Reads what nobody writes. */
static void good_shares_nothing(void)
{
    NVIC_EnableIRQ(EXTI0_IRQn);
    NVIC_SetPriority(EXTI0_IRQn, 6);
}

/* The other one cannot come yet. */
static void good_alone_so_far(void)
{
    NVIC_EnableIRQ(ADC_IRQn);
    NVIC_SetPriority(ADC_IRQn, 4);
}

int main(void)
{
    good_alone_so_far();
    NVIC_SetPriority(TIM2_IRQn, 3);
    NVIC_EnableIRQ(TIM2_IRQn);
    good_first();
    NVIC_EnableIRQ(EXTI0_IRQn);
    NVIC_EnableIRQ(EXTI1_IRQn);
    for (;;) {
        good_line_off();
        good_masked();
        good_shares_with_main();
        good_shares_nothing();
        use(mains);
    }
}

PROGRAM([16 + TIM2_IRQn] = TIM2_IRQHandler, [16 + USART1_IRQn] = USART1_IRQHandler,
        [16 + EXTI0_IRQn] = EXTI0_IRQHandler, [16 + EXTI1_IRQn] = EXTI1_IRQHandler,
        [16 + ADC_IRQn] = ADC_IRQHandler);
