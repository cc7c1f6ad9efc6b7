// args: --cpu cortex-m4 --tier C
/* Who preempts whom is to be settled before anybody comes. */
#include "cmsis.h"

static uint32_t level;
static uint32_t seen;

void TIM2_IRQHandler(void)
{
    level = TIM2->CNT;
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
    seen = 3;
}

static void bad_late(void)
{
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_SetPriority(USART1_IRQn, 5); // expect: CRIT213 "sets the priority of 'USART1_IRQHandler'"
}

static void bad_at_run_time(uint32_t load)
{
    if (load > 3) {
        NVIC_SetPriority(EXTI0_IRQn, 7); // expect: CRIT213 "'EXTI0_IRQHandler'"
    }
}

void SysTick_Handler(void)
{
    bad_at_run_time(TIM2->CNT);
}

/* The same in the main loop: it may as well be the program's start. */
static void bad_in_the_loop(uint32_t load)
{
    if (load < 2) {
        NVIC_SetPriority(EXTI0_IRQn, 6); // miss: CRIT213 enabled by a caller
    }
}

int main(void)
{
    NVIC_SetPriority(TIM2_IRQn, 3);
    NVIC_EnableIRQ(TIM2_IRQn);
    bad_late();
    NVIC_SetPriority(EXTI1_IRQn, 6);
    NVIC_EnableIRQ(EXTI0_IRQn);
    NVIC_EnableIRQ(EXTI1_IRQn);
    for (;;) {
        bad_in_the_loop(TIM2->CNT);
    }
}

PROGRAM([15] = SysTick_Handler, [16 + TIM2_IRQn] = TIM2_IRQHandler, [16 + USART1_IRQn] = USART1_IRQHandler,
        [16 + EXTI0_IRQn] = EXTI0_IRQHandler, [16 + EXTI1_IRQn] = EXTI1_IRQHandler);
