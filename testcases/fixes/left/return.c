// args: --cpu cortex-m4 --select CRIT102
#include "core_cm4.h"

/* What is returned belongs into the section; the exit is not a statement that can be written again. */
extern uint32_t total, limits[4];
uint32_t ask(void);

#define FAIL(code) return code

uint32_t guarded(int x)
{
    uint32_t primask = __get_PRIMASK();
    __disable_irq();
    if (x)
        return total;
    total++;
    __set_PRIMASK(primask);
    return 0;
}

uint32_t called(int x)
{
    uint32_t primask = __get_PRIMASK();
    __disable_irq();
    if (x)
        return ask();
    total++;
    __set_PRIMASK(primask);
    return 0;
}

uint32_t hidden(int x)
{
    uint32_t primask = __get_PRIMASK();
    __disable_irq();
    if (x)
        FAIL(3);
    total++;
    __set_PRIMASK(primask);
    return 0;
}

uint32_t elsewhere(int x)
{
    uint32_t old = __get_PRIMASK();
    __disable_irq();
    if (x)
        return 1;
    {
        uint32_t primask = old;
        total++;
        __set_PRIMASK(primask);
    }
    return 0;
}
