// args: --cpu cortex-m0 --tier C
/* The program brings what the compiler calls. */
#include "cmsis.h"

static uint32_t count;

__attribute__((used)) unsigned __atomic_fetch_add_4(volatile void *object, unsigned value, int order)
{
    uint32_t primask = __get_PRIMASK();

    (void)order;
    __disable_irq();
    unsigned old = *(volatile unsigned *)object;
    *(volatile unsigned *)object = old + value;
    __set_PRIMASK(primask);
    return old;
}

int main(void)
{
    for (;;) {
        __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED);
    }
}

PROGRAM();
