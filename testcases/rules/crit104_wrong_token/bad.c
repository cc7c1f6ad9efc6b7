// args: --cpu cortex-m4
/* The value that is put back is not what the section found. */
#include "freertos.h"

static uint32_t shared;
static uint32_t table[4];

static uint32_t irq_save(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    return primask;
}

static void irq_restore(uint32_t primask)
{
    __set_PRIMASK(primask);
}

uint32_t bad_other_variable(uint32_t index)
{
    uint32_t primask = __get_PRIMASK();
    uint32_t previous;

    __disable_irq();
    previous = table[index % 4];
    table[index % 4] = 0;
    __set_PRIMASK(previous); // expect: CRIT104
    return primask;
}

void bad_twice_inside(void)
{
    uint32_t outer = irq_save();
    uint32_t inner = irq_save();

    shared++;
    irq_restore(inner);
    table[0]++;
    irq_restore(inner); // expect: CRIT104
    irq_restore(outer);
}

/* One variable for two sections: the inner save has overwritten the outer state. */
void bad_overwritten(uint32_t value)
{
    uint32_t state = irq_save();

    shared = value;
    state = irq_save();
    table[0]++;
    irq_restore(state);
    irq_restore(state); // expect: CRIT104
}

void bad_overwritten_in_branch(uint32_t value)
{
    uint32_t state = irq_save();

    if (value != shared) {
        state = irq_save();
        table[0]++;
        irq_restore(state);
    }
    shared = value;
    irq_restore(state); // expect: CRIT104
}

/* First in, first out: the inner section is left with everything open. */
void bad_order(uint32_t value)
{
    uint32_t outer = irq_save();
    uint32_t inner;

    shared = value;
    inner = irq_save();
    table[0]++;
    irq_restore(outer); // expect: CRIT104
    irq_restore(inner);
}

/* The state is spent by the first restore; what follows it runs open. */
void bad_restored_twice(uint32_t value)
{
    uint32_t state = irq_save();

    shared = value;
    irq_restore(state);
    table[1]++;
    irq_restore(state); // expect: CRIT104
}

void bad_negated(uint32_t value)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    shared = value;
    __set_PRIMASK(!primask); // expect: CRIT104
}

void bad_uninitialised(uint32_t value)
{
    uint32_t state;

    if (value != 0) {
        state = irq_save();
        shared = value;
    }
    irq_restore(state); // expect: CRIT104
}

void bad_discarded(uint32_t value)
{
    (void)irq_save();
    shared = value;
    irq_restore(0); // expect: CRIT104
}

struct guards {
    uint32_t rx;
    uint32_t tx;
};

void bad_other_field(uint32_t value)
{
    struct guards guards = {0, 0};

    guards.rx = irq_save();
    shared = value;
    irq_restore(guards.tx); // expect: CRIT104
}

static void irq_save_to(uint32_t *before)
{
    *before = __get_PRIMASK();
    __disable_irq();
}

void bad_out_parameter(uint32_t value)
{
    uint32_t first;
    uint32_t second = value;

    irq_save_to(&first);
    shared = first;
    irq_restore(second); // expect: CRIT104
}

/* BASEPRI's value in PRIMASK. */
void bad_other_register(uint32_t value)
{
    uint32_t before = __get_BASEPRI();

    __disable_irq();
    shared = value;
    __set_PRIMASK(before); // expect: CRIT104
}

void bad_from_isr(uint32_t value)
{
    uint32_t saved = taskENTER_CRITICAL_FROM_ISR();

    shared = saved + value;
    taskEXIT_CRITICAL_FROM_ISR(value); // expect: CRIT104
}
