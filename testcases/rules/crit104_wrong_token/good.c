// args: --cpu cortex-m4
/* Each restore gets the value of its own save. */
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

uint32_t good_other_variable(uint32_t index)
{
    uint32_t primask = __get_PRIMASK();
    uint32_t previous;

    __disable_irq();
    previous = table[index % 4];
    table[index % 4] = 0;
    __set_PRIMASK(primask);
    return previous;
}

void good_overwritten(uint32_t value)
{
    uint32_t state = irq_save();
    uint32_t inner;

    shared = value;
    inner = irq_save();
    table[0]++;
    irq_restore(inner);
    irq_restore(state);
}

void good_overwritten_in_branch(uint32_t value)
{
    uint32_t state = irq_save();

    if (value != shared) {
        uint32_t inner = irq_save();

        table[0]++;
        irq_restore(inner);
    }
    shared = value;
    irq_restore(state);
}

void good_order(uint32_t value)
{
    uint32_t outer = irq_save();
    uint32_t inner;

    shared = value;
    inner = irq_save();
    table[0]++;
    irq_restore(inner);
    irq_restore(outer);
}

void good_restored_twice(uint32_t value)
{
    uint32_t state = irq_save();

    shared = value;
    table[1]++;
    irq_restore(state);
}

/* One variable for two sections is fine when they follow each other. */
void good_reused(uint32_t value)
{
    uint32_t state = irq_save();

    shared = value;
    irq_restore(state);
    state = irq_save();
    table[1]++;
    irq_restore(state);
}

void good_negated(uint32_t value)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    shared = value;
    __set_PRIMASK(primask);
}

void good_uninitialised(uint32_t value)
{
    uint32_t state;

    if (value != 0) {
        state = irq_save();
        shared = value;
        irq_restore(state);
    }
}

void good_discarded(uint32_t value)
{
    uint32_t state = irq_save();

    shared = value;
    irq_restore(state);
}

struct guards {
    uint32_t rx;
    uint32_t tx;
};

void good_other_field(uint32_t value)
{
    struct guards guards = {0, 0};

    guards.rx = irq_save();
    shared = value;
    irq_restore(guards.rx);
}

static void irq_save_to(uint32_t *before)
{
    *before = __get_PRIMASK();
    __disable_irq();
}

void good_out_parameter(uint32_t value)
{
    uint32_t first;

    irq_save_to(&first);
    shared = value;
    irq_restore(first);
}

void good_other_register(uint32_t value)
{
    uint32_t before = __get_PRIMASK();

    __disable_irq();
    shared = value;
    __set_PRIMASK(before);
}

void good_from_isr(uint32_t value)
{
    uint32_t saved = taskENTER_CRITICAL_FROM_ISR();

    shared = value;
    taskEXIT_CRITICAL_FROM_ISR(saved);
}

/* Saved under the condition under which it is restored. */
void good_conditional_save(uint32_t value, bool locked)
{
    uint32_t state = 0;

    if (!locked) {
        state = irq_save();
    }
    shared = value;
    if (!locked) {
        irq_restore(state);
    }
}

/* The token goes through another variable and a cast. */
void good_copied(uint32_t value)
{
    uint32_t state = irq_save();
    unsigned long kept = state;

    shared = value;
    irq_restore((uint32_t)kept);
}

/* The caller's wish goes in, the old state comes out: a swap, no section. */
bool good_swap(bool masked)
{
    bool before = __get_PRIMASK() != 0;

    __set_PRIMASK(masked);
    return before;
}

/* What the callee makes of the state is not followed; it is the right one that it was given. */
static void restore_bit(uint32_t saved)
{
    __asm volatile("msr primask, %0" : : "r"(saved & 1U) : "memory");
}

void good_bit_of_the_state(void)
{
    uint32_t before = irq_save();

    shared++;
    restore_bit(before);
}

void good_twice_inside(void)
{
    uint32_t outer = irq_save();
    uint32_t inner = irq_save();

    shared++;
    irq_restore(inner);
    inner = irq_save();
    table[0]++;
    irq_restore(inner);
    irq_restore(outer);
}
