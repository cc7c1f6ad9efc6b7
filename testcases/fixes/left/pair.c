// args: --cpu cortex-m4 --select CRIT101
#include "core_cm4.h"

/* Bare pairs whose text allows no declaration, or not where the other end sees it. */
extern volatile uint32_t total;

#define LOCK() __disable_irq()
#define BOTH(statement) do { __disable_irq(); statement; __enable_irq(); } while (0)

void no_statement(int x)
{
    if (x)
        __disable_irq();
    total++;
    if (x)
        __enable_irq();
}

void in_a_block(int x)
{
    {
        __disable_irq();
        total++;
    }
    __enable_irq();
}

void behind_a_label(int x)
{
    switch (x) {
    case 1:
        __disable_irq();
        total++;
        __enable_irq();
        break;
    default: break;
    }
}

void in_a_macro(void)
{
    LOCK();
    total++;
    __enable_irq();
}

void in_a_macro_of_both(void)
{
    BOTH(total++);
}

void under_a_condition(void)
{
#ifndef NO_LOCKS
    __disable_irq();
#endif
    total++;
    __enable_irq();
}

void as_a_value(int x)
{
    (void)x, __disable_irq();
    total++;
    __enable_irq();
}
