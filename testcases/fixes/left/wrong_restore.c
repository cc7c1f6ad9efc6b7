// args: --cpu cortex-m4 --select CRIT101
#include "core_cm4.h"

/* What goes by the name of the restore is none here: with it the pair is as bare as before. */
#undef __set_PRIMASK
#define __set_PRIMASK(mask) ((void)(mask), __enable_irq())

extern volatile uint32_t total;

void add(uint32_t by)
{
    __disable_irq();
    total += by;
    __enable_irq();
}
