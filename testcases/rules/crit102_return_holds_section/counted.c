// args: --cpu cortex-m4
/* A section that the program counts by itself: known by the bodies of its two halves. */
#include "cmsis.h"

static volatile uint32_t depth;
static uint32_t slots[4];

static void section_enter(void)
{
    __disable_irq();
    depth++;
}

static void section_leave(void)
{
    depth--;
    if (depth == 0) {
        __enable_irq();
    }
}

uint32_t bad_early_return(uint32_t index)
{
    section_enter();
    if (index >= 4) {
        return 0; // expect: CRIT102
    }
    slots[index]++;
    section_leave();
    return 1;
}

uint32_t good_early_return(uint32_t index)
{
    section_enter();
    if (index >= 4) {
        section_leave();
        return 0;
    }
    slots[index]++;
    section_leave();
    return 1;
}

void good_nested(uint32_t index)
{
    section_enter();
    (void)good_early_return(index);
    slots[0]++;
    section_leave();
}
