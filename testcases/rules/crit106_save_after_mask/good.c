// args: --tier C --cpu cortex-m4
/* Saved before masking; or saved inside a section that ends by itself. */
#include "cmsis.h"

static uint32_t shared;

void good_pair(uint32_t value)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    shared = value;
    __set_PRIMASK(primask);
}

static uint32_t good_enter(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    return primask;
}

static void leave(uint32_t primask)
{
    __set_PRIMASK(primask);
}

void user(uint32_t value)
{
    uint32_t state = good_enter();

    shared = value;
    leave(state);
}

static uint32_t good_asm_enter(void)
{
    uint32_t primask;

    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(primask) : : "memory");
    return primask;
}

/* The inner section saves the outer one's mask, and the outer state was saved first. */
void good_nested(uint32_t value)
{
    uint32_t outer = good_asm_enter();
    uint32_t inner = good_asm_enter();

    shared = value;
    leave(inner);
    leave(outer);
}

static void good_enter_to(uint32_t *before)
{
    *before = __get_PRIMASK();
    __disable_irq();
}

void out_user(uint32_t value)
{
    uint32_t state;

    good_enter_to(&state);
    shared = value;
    leave(state);
}

void good_ceiling(uint32_t value)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI(0x40);
    shared = value;
    __set_BASEPRI(before);
}

/* Asks, and answers; nobody restores it. */
bool good_question(void)
{
    bool masked;

    __disable_irq();
    masked = __get_PRIMASK() != 0;
    while (masked) {
    }
    return false;
}
