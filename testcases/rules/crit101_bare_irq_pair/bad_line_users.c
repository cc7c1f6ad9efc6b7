// args: --cpu cortex-m4
/* Two users of one line: the handler enables it in the middle of the other's section. */
#include "cmsis.h"

static volatile uint32_t queued[2];
static volatile uint32_t sent;

static void bad_queue(uint32_t value)
{
    NVIC_DisableIRQ(USART1_IRQn);
    queued[0] = value;
    queued[1] = sent;
    NVIC_EnableIRQ(USART1_IRQn); // expect: CRIT101 "may hold masked"
}

void USART1_IRQHandler(void)
{
    sent = queued[0] + queued[1];
}

void TIM2_IRQHandler(void)
{
    bad_queue(7);
}

int main(void)
{
    NVIC_SetPriority(USART1_IRQn, 6);
    NVIC_SetPriority(TIM2_IRQn, 4);
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_EnableIRQ(TIM2_IRQn);
    for (;;) {
        bad_queue(3);
    }
}

const vector isr_vectors[] = {0, Reset_Handler, [16 + TIM2_IRQn] = TIM2_IRQHandler, [16 + USART1_IRQn] = USART1_IRQHandler};
