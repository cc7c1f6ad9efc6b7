// args: --cpu cortex-m0 --tier C
/* What Armv6-M does in one instruction, and what does not run. */
#include "cmsis.h"

#include <stdatomic.h>

static _Atomic uint32_t total;
static volatile uint32_t count;

static void good_store(void)
{
    atomic_store(&total, 1);
}

static uint32_t good_load(void)
{
    return atomic_load(&total) + __atomic_load_n(&count, __ATOMIC_ACQUIRE);
}

static void good_masked(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    count++;
    __set_PRIMASK(primask);
}

/* Nobody calls it. */
static inline void good_unused(void)
{
    total++;
}

int main(void)
{
    atomic_init(&total, 0);
    for (;;) {
        good_store();
        use(good_load());
        good_masked();
    }
}

PROGRAM();
