/* The handler's side, and the section that goes with the counters. */
#include "cmsis.h"

#include "link.h"

volatile uint32_t link_errors;
struct link_counters link_counters;

void USART1_IRQHandler(void)
{
    link_counters.frames++;
    if (USART1->SR != 0) {
        link_counters.errors++;
        link_errors++;
    }
}

void link_start(void)
{
    NVIC_SetPriority(USART1_IRQn, 6);
    NVIC_EnableIRQ(USART1_IRQn);
}

uint32_t link_lock(void)
{
    uint32_t saved = __get_PRIMASK();

    __disable_irq();
    return saved;
}

void link_unlock(uint32_t saved)
{
    __set_PRIMASK(saved);
}
