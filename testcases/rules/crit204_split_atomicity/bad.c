// args: --cpu cortex-m4 --tier C
/* Taken out, then reset: what the handler adds between the two is reset unseen. */
#include "cmsis.h"

static volatile uint32_t events;
static volatile uint32_t pulses;
static uint32_t total;
static volatile struct {
    uint32_t errors;
    uint32_t drops;
} statistics;
static uint8_t ticks;

void EXTI0_IRQHandler(void)
{
    events |= 1U;
    pulses++;
    statistics.errors += 2;
    ticks++;
}

static uint32_t bad_take(void)
{
    uint32_t taken = events;

    events = 0; // expect: CRIT204 "'events' is read, and reset by another access here"
    return taken;
}

static void bad_sum(void)
{
    total += pulses;
    pulses = 0; // expect: CRIT204
}

static void bad_through_pointer(void)
{
    volatile uint32_t *errors = &statistics.errors;

    use(*errors);
    *errors = 0; // expect: CRIT204
}

/* The test before it does not make the two one. */
static void bad_tested_before(void)
{
    if (ticks) {
        total += (uint32_t)ticks * 10U;
        ticks = 0; // expect: CRIT204 "'ticks'"
    }
}

/* The section ends too early. */
static void bad_ends_early(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    uint32_t taken = events;
    __set_PRIMASK(primask);
    events = 0; // expect: CRIT204
    use(taken);
}

int main(void)
{
    NVIC_SetPriority(EXTI0_IRQn, 3);
    NVIC_EnableIRQ(EXTI0_IRQn);
    for (;;) {
        use(bad_take());
        bad_sum();
        bad_through_pointer();
        bad_tested_before();
        bad_ends_early();
    }
}

PROGRAM([16 + EXTI0_IRQn] = EXTI0_IRQHandler);
