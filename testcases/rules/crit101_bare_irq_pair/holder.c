// args: --cpu cortex-m4 --tier C --select CRIT101
/*
 * Who holds the mask is told: the op that masks, and the calls from there. A way that masks and then never
 * comes back has no section to lose, a way that has opened again holds nothing, and what the argument of that
 * call excludes is no way.
 */
#include "cmsis.h"

static volatile uint32_t total, lost, shown;
int main(void);

static void bad_add(uint32_t value)
{
    __disable_irq();
    total += value;
    __enable_irq(); // expect: CRIT101 "a caller of 'bad_add' still holds"
}

static void add_twice(uint32_t value)
{
    bad_add(value);
    bad_add(value);
}

static void bad_print(uint32_t value)
{
    __disable_irq();
    shown = value;
    __enable_irq(); // expect: CRIT101 "whatever the state was"
}

/* Prints with everything masked, and ends there. */
static void stop(uint32_t reason)
{
    __disable_irq();
    bad_print(reason);
    for (;;) {
    }
}

static void bad_count(void)
{
    __disable_irq();
    lost++;
    __enable_irq(); // expect: CRIT101 "whatever the state was"
}

static void opens_again(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    lost = 0;
    __set_PRIMASK(primask);
    bad_count();
}

enum { BY_INTERRUPT, BY_EVENT };

static void good_sleep(uint8_t how)
{
    if (BY_INTERRUPT == how) {
        lost = 0;
        return;
    }
    __disable_irq();
    shown = 0;
    __enable_irq();
}

static void bad_sleep_by_event(uint8_t how)
{
    if (BY_INTERRUPT == how) {
        lost = 0;
        return;
    }
    __disable_irq();
    shown = 0;
    __enable_irq(); // expect: CRIT101 "a caller of 'bad_sleep_by_event' still holds"
}

static void rest(void)
{
    __disable_irq();
    good_sleep(BY_INTERRUPT);
    bad_sleep_by_event(BY_EVENT);
    __enable_irq();
}

static void step(uint32_t value)
{
    __disable_irq();
    add_twice(value);
    __enable_irq();
    if (value > 9) {
        stop(value);
    }
    opens_again();
    rest();
    bad_print(value);
}

void USART1_IRQHandler(void)
{
    total++;
}

int main(void)
{
    NVIC_EnableIRQ(USART1_IRQn);
    for (;;) {
        step(USART1->DR);
    }
}

__attribute__((section(".isr_vector"), used)) const vector g_vectors[24] = {
    [1] = (vector)main,
    [16 + USART1_IRQn] = USART1_IRQHandler,
};
