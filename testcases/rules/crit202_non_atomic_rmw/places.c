// args: --cpu cortex-m4 --tier C
/* One cause, one finding: a field that one function changes in several places. Another field is another cause. */
#include "cmsis.h"

static volatile struct {
    uint32_t sent, lost;
} count;

void bad_twice(uint32_t late)
{
    count.sent++; // expect: CRIT202 "count.sent"
    if (late) {
        count.sent -= late;
        count.lost += late; // expect: CRIT202 "count.lost"
    }
}

void bad_elsewhere(void)
{
    count.sent += 2; // expect: CRIT202 "count.sent"
}

void USART1_IRQHandler(void)
{
    count.sent++;
    count.lost++;
}
