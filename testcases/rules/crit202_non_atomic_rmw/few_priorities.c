// args: --cpu cortex-m0
/* Four priorities are implemented: 4 is shifted out of the register, and is the most urgent. */
#include "cmsis.h"

static volatile uint32_t edges;
static volatile uint8_t nvic_priorities[32];
int main(void);

void __NVIC_SetPriority(int line, uint32_t priority)
{
    nvic_priorities[line] = (uint8_t)((priority << (8 - 2)) & 0xFF);
}

void bad_tick(void)
{
    edges += 2; // expect: CRIT202 "'USART1_IRQHandler' changes it"
}

void USART1_IRQHandler(void)
{
    edges++;
}

void TIM2_IRQHandler(void)
{
    bad_tick();
}

int main(void)
{
    __NVIC_SetPriority(USART1_IRQn, 4);
    __NVIC_SetPriority(TIM2_IRQn, 3);
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_EnableIRQ(TIM2_IRQn);
    for (;;) {
    }
}

__attribute__((section(".isr_vector"), used)) const vector g_vectors[48] = {
    [1] = (vector)main,
    [16 + USART1_IRQn] = USART1_IRQHandler,
    [16 + TIM2_IRQn] = TIM2_IRQHandler,
};
