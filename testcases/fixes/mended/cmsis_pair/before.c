// args: --cpu cortex-m4 --select CRIT101
#include "core_cm4.h"

/* Pairs that end in one place, in several, in one line, and two in one function. */
extern volatile uint32_t total, parts[4];

int add(uint32_t by)
{
    __disable_irq();
    total += by;
    if (total > 100) {
        __enable_irq();
        return -1;
    }
    __enable_irq(); /* behind it */
    return 0;
}

void clear(void) { __disable_irq(); total = 0; __enable_irq(); }

void twice(void)
{
	if (parts[0]) {
		__disable_irq();
		parts[0]++;
		__enable_irq();
	}
	__disable_irq ( );
	parts[1]++;
	__enable_irq();
}

uint32_t taken(uint32_t primask)
{
    __disable_irq();
    total += primask;
    __enable_irq();
    return primask;
}
