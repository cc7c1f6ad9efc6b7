// args: --cpu cortex-m4 --select CRIT101
#include "core_cm4.h"

/* And here it does nothing: the pair would never end. */
#undef __set_PRIMASK
#define __set_PRIMASK(mask) ((void)(mask))

extern volatile uint32_t total;

void add(uint32_t by)
{
    __disable_irq();
    total += by;
    __enable_irq();
}

void add_twice(uint32_t by)
{
    add(by);
    add(by);
}
