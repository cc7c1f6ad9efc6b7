// args: --tier C --cpu cortex-m4
/* One variable for the state of every section: the inner section overwrites the outer one's. */
#include "cmsis.h"

static uint32_t shared;
static uint32_t saved_primask;

static void bad_enter(void)
{
    saved_primask = __get_PRIMASK(); // expect: CRIT107 "saved_primask"
    __disable_irq();
}

static void leave(void)
{
    __set_PRIMASK(saved_primask);
}

static void bump(void)
{
    bad_enter();
    shared++;
    leave();
}

void user(uint32_t value)
{
    bad_enter();
    shared = value;
    bump();
    leave();
}

/* Stored after masking: a handler cannot come between, a nested section still overwrites it. */
static struct {
    uint32_t depth;
    uint32_t before;
} guard;

void bad_after_masking(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    guard.before = primask; // expect: CRIT107 "guard"
}

void after_masking_leave(void)
{
    __set_PRIMASK(guard.before);
}

void bad_static_local(void)
{
    static uint32_t before;

    __asm volatile("mrs %0, basepri" : "=r"(before)); // expect: CRIT107
    __set_BASEPRI(0x40);
}
