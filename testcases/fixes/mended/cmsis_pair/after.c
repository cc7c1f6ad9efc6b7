// args: --cpu cortex-m4 --select CRIT101
#include "core_cm4.h"

/* Pairs that end in one place, in several, in one line, and two in one function. */
extern volatile uint32_t total, parts[4];

int add(uint32_t by)
{
    uint32_t primask = __get_PRIMASK();
    __disable_irq();
    total += by;
    if (total > 100) {
        __set_PRIMASK(primask);
        return -1;
    }
    __set_PRIMASK(primask); /* behind it */
    return 0;
}

void clear(void) { uint32_t primask = __get_PRIMASK(); __disable_irq(); total = 0; __set_PRIMASK(primask); }

void twice(void)
{
	if (parts[0]) {
		uint32_t primask = __get_PRIMASK();
		__disable_irq();
		parts[0]++;
		__set_PRIMASK(primask);
	}
	uint32_t primask_2 = __get_PRIMASK();
	__disable_irq ( );
	parts[1]++;
	__set_PRIMASK(primask_2);
}

uint32_t taken(uint32_t primask)
{
    uint32_t primask_2 = __get_PRIMASK();
    __disable_irq();
    total += primask;
    __set_PRIMASK(primask_2);
    return primask;
}
