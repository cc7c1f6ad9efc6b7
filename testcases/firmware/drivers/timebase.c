/* The time base. TIM2_IRQHandler counts overflows; readers join the two halves. */
#include "drivers/timebase.h"

#include "drivers/board.h"

static volatile uint32_t overflows;

void timebase_init(void)
{
    overflows = 0;
    TIM2->PSC = 95;
    TIM2->ARR = 0xFFFFFFFF;
    TIM2->DIER = TIM_DIER_UIE | TIM_DIER_CC1IE;
    TIM2->CR1 = TIM_CR1_CEN;
}

/* Only TIM2_IRQHandler comes here: one writer. */
void timebase_on_overflow(void)
{
    overflows++;
}

/* Both halves must come from the same side of an overflow, so nothing may run in between. */
uint64_t timebase_now_us(void)
{
    uint32_t high;
    uint32_t low;

    __disable_irq();
    high = overflows;
    low = TIM2->CNT;
    if (TIM2->SR & TIM_SR_UIF) { /* wrapped, the handler is still to come */
        low = TIM2->CNT;
        high++;
    }
    __enable_irq(); // expect: CRIT101
    return (uint64_t)high << 32 | low;
}

/* For time-outs: no mask, the high half is read again until it stands still. */
uint64_t timebase_coarse_us(void)
{
    uint32_t high;
    uint32_t low;

    do {
        high = overflows;
        low = TIM2->CNT;
    } while (high != overflows);
    return (uint64_t)high << 32 | low;
}

/* Unsigned difference: right across one wrap of the counter. */
uint32_t timebase_elapsed_us(uint32_t since)
{
    return TIM2->CNT - since;
}
