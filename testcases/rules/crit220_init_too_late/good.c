// args: --cpu cortex-m4
#include "critlint.h"
#include <cmsis.h>

static unsigned first, second;
static volatile unsigned long long started;

/* Nothing is seen to enable it: it is on from the start, except where the code says what runs before. */
CRITLINT_HANDLER CRITLINT_LINE(31) void unseen_irq(void)
{
    started++;
}

CRITLINT_HANDLER CRITLINT_LINE(30) void seen_irq(void)
{
    second++;
}

CRITLINT_INIT static void good_tables(void)
{
    first = 1;
    second = first;
}

/* Who says the same hands the duty on. */
CRITLINT_INIT static void good_init(void)
{
    good_tables();
    started = 0;
}

static void good_masked(void)
{
    unsigned state = __get_PRIMASK();
    __disable_irq();
    NVIC_EnableIRQ((IRQn_Type)30);
    good_tables();
    __set_PRIMASK(state);
}

int main(void)
{
    good_init();
    good_masked();
    for (;;) {
    }
}
