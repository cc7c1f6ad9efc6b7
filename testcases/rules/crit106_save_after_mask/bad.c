// args: --tier C --cpu cortex-m4
/* The state is read when it is masked already: nothing ever opens again. */
#include "cmsis.h"

static uint32_t shared;

void bad_pair(uint32_t value)
{
    uint32_t primask;

    __disable_irq();
    primask = __get_PRIMASK(); // expect: CRIT106 "always says 'masked'"
    shared = value;
    __set_PRIMASK(primask);
}

/* An enter function: every caller gets the wrong state. */
static uint32_t bad_enter(void)
{
    __disable_irq();
    return __get_PRIMASK(); // expect: CRIT106
}

static void leave(uint32_t primask)
{
    __set_PRIMASK(primask);
}

void user(uint32_t value)
{
    uint32_t state = bad_enter();

    shared = value;
    leave(state);
}

/* The order inside one asm statement. */
static uint32_t bad_asm_enter(void)
{
    uint32_t primask;

    __asm volatile("cpsid i\n\tmrs %0, primask" : "=r"(primask) : : "memory"); // expect: CRIT106
    return primask;
}

void asm_user(uint32_t value)
{
    uint32_t state = bad_asm_enter();

    shared = value;
    leave(state);
}

static void bad_enter_to(uint32_t *before)
{
    __disable_irq();
    *before = __get_PRIMASK(); // expect: CRIT106
}

void out_user(uint32_t value)
{
    uint32_t state;

    bad_enter_to(&state);
    shared = value;
    leave(state);
}

void bad_ceiling(uint32_t value)
{
    uint32_t before;

    __set_BASEPRI(0x40);
    before = __get_BASEPRI(); // expect: CRIT106
    shared = value;
    __set_BASEPRI(before);
}

/* The outer section is a plain pair, which is another rule's matter; the inner one is right. */
void inside_pair(uint32_t value)
{
    uint32_t inner;

    __disable_irq();
    inner = __get_PRIMASK();
    __disable_irq();
    shared = value;
    __set_PRIMASK(inner);
    __enable_irq(); // expect: CRIT101
}
