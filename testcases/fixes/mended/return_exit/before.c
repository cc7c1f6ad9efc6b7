// args: --cpu cortex-m4 --select CRIT102
#include "core_cm4.h"

/* Returns that forget the exit, in the forms in which a return is written. */
extern volatile uint32_t total;

int alone(int x)
{
    uint32_t primask = __get_PRIMASK();
    __disable_irq();
    if (x < 0)
        return -1;
    if (x == 0) {
        total = 0;
        return x;
    }
    if (x > 100) return 1; /* too large */
    total += (uint32_t)x;
    __set_PRIMASK(primask);
    return 0;
}

int cases(int x)
{
    uint32_t primask = __get_PRIMASK();
    __disable_irq();
    switch (x) {
    case 0:
        return 1;
    case 1: total = 0; return 2;
    default: break;
    }
    __set_PRIMASK(primask);
    return 0;
}

int otherwise(int x)
{
    uint32_t primask = __get_PRIMASK();
    __disable_irq();
    if (x > total)
        total++;
    else
        return 3; // at the end
    __set_PRIMASK(primask);
    return 0;
}
