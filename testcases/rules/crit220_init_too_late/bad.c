// args: --cpu cortex-m4
#include "critlint.h"
#include <cmsis.h>

static unsigned first, second;

void TIM2_IRQHandler(void);
void late_irq(void);

CRITLINT_INIT static void tables_init(void)
{
    first = 1;
    second = first;
}

CRITLINT_HANDLER CRITLINT_LINE(30) void bad_irq(void)
{
    tables_init(); // expect: CRIT220 "'tables_init' is to run before anything else can, and is called in the handler"
}

CRITLINT_TASK void bad_task(void)
{
    tables_init(); // expect: CRIT220 "is called in the task 'bad_task'"
}

static void bad_late(void)
{
    NVIC_EnableIRQ((IRQn_Type)30);
    tables_init(); // expect: CRIT220 "is called when 'bad_irq' can come already"
}

int main(void)
{
    bad_late();
    for (;;) {
    }
}
