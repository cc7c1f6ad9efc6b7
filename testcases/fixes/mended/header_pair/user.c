#include "irq.h"

extern volatile uint32_t total;
void add(uint32_t by);

void add_all(void)
{
    uint32_t old = irq_state();
    irq_off();
    add(1);
    total++;
    irq_set(old);
}
