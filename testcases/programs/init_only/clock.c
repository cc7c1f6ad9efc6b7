/* The same pair twice: before the first line is enabled, and after. */
#include "cmsis.h"

#include "clock.h"

#define CLOCK_KEY (*(volatile uint32_t *)0x40020000UL)
#define CLOCK_TRIM (*(volatile uint32_t *)0x40020004UL)

void clock_start(void)
{
    __disable_irq();
    CLOCK_KEY = 0x00C10C4BUL;
    CLOCK_TRIM = 16;
    __enable_irq();
}

void clock_adjust(uint32_t trim)
{
    __disable_irq();
    CLOCK_KEY = 0x00C10C4BUL;
    CLOCK_TRIM = trim;
    __enable_irq(); // expect: CRIT101
}
