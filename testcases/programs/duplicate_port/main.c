// args: --cpu cortex-m4
/* Counts what comes in; the handler counts too. */
#include "cmsis.h"

#include "board_critical.h"

static volatile uint32_t counter;

void USART1_IRQHandler(void)
{
    counter++;
}

int main(void)
{
    NVIC_SetPriority(USART1_IRQn, 6);
    NVIC_EnableIRQ(USART1_IRQn);
    for (;;) {
        uint32_t saved = board_critical_enter();

        counter++;
        board_critical_exit(saved);
    }
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler);
