// args: --cpu cortex-m4
/* A section that macros count in place, with a switch beside the count that the exit asks for too. */
#include "cmsis.h"

static volatile uint8_t depth;
static volatile uint8_t wanted = 1;
static uint32_t slots[4];

#define ENTER_CRITICAL()                                                                                     \
    __disable_irq();                                                                                         \
    depth += 1U;

#define EXIT_CRITICAL()                                                                                      \
    depth -= 1U;                                                                                             \
    if ((depth == 0U) && wanted) {                                                                           \
        __enable_irq();                                                                                      \
    }

uint32_t bad_early_return(uint32_t index)
{
    ENTER_CRITICAL();
    if (index >= 4) {
        return 0; // expect: CRIT102
    }
    slots[index]++;
    EXIT_CRITICAL();
    return 1;
}

uint32_t good_early_return(uint32_t index)
{
    ENTER_CRITICAL();
    if (index >= 4) {
        EXIT_CRITICAL();
        return 0;
    }
    slots[index]++;
    EXIT_CRITICAL();
    return 1;
}

void good_nested(uint32_t index)
{
    ENTER_CRITICAL();
    (void)good_early_return(index);
    ENTER_CRITICAL();
    slots[0]++;
    EXIT_CRITICAL();
    EXIT_CRITICAL();
}

void good_tested_first(uint32_t value)
{
    if (depth == 0) {
        __disable_irq();
    }
    depth++;
    slots[1] = value;
    depth--;
    if (depth == 0) {
        __enable_irq();
    }
}

/* A count that is guarded, not one that guards: the section is saved and restored by itself. */
static uint32_t suspended;

static void good_suspend(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    suspended++;
    __set_PRIMASK(primask);
}

void bad_suspend_bare(void)
{
    __disable_irq();
    suspended++;
    __enable_irq(); // expect: CRIT101
}

void good_suspended(uint32_t value)
{
    good_suspend();
    slots[2] = value;
    __disable_irq();
    suspended--;
    if (suspended == 0) {
        __enable_irq();
        return;
    }
    __enable_irq();
}
