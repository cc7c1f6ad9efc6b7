// args: --cpu cortex-m4 --tier C
/* What belongs to one section, kept for longer, or given to somebody else. */
#include "cmsis.h"
#include "critlint.h"

typedef struct {
    uint8_t proof;
} held_t;

CRITLINT_REQUIRES_MASKED CRITLINT_PROOF static held_t held_now(void)
{
    held_t held = {0};

    return held;
}

static uint32_t total;

static void add(held_t held, uint32_t value)
{
    (void)held;
    total += value;
}

static uint32_t enter(void)
{
    uint32_t state = __get_PRIMASK();

    __disable_irq();
    return state;
}

static void bad_used_later(void)
{
    uint32_t state = enter();
    held_t held = held_now();

    __set_PRIMASK(state);
    add(held, 1); // expect: CRIT303 "is used after that section"
}

static void bad_used_in_another(void)
{
    uint32_t first = enter();
    held_t held = held_now();

    add(held, 1);
    __set_PRIMASK(first);
    uint32_t second = enter();
    add(held, 2); // expect: CRIT303 "is used after that section"
    __set_PRIMASK(second);
}

static void bad_taken_in_a_loop(uint32_t count)
{
    held_t held;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t state = enter();
        held = held_now();
        __set_PRIMASK(state);
    }
    add(held, 1); // expect: CRIT303
}

/* Of two sections, the inner one is over. */
static void bad_inner(void)
{
    uint32_t outer = enter();
    uint32_t inner = enter();
    held_t held = held_now();

    __set_PRIMASK(inner);
    add(held, 1); // expect: CRIT303
    __set_PRIMASK(outer);
}

/* On one of two paths it is the inner one's. */
static void bad_on_one_path(uint32_t which)
{
    uint32_t outer = enter();
    held_t held = held_now();
    uint32_t inner = enter();

    if (which) {
        held = held_now();
    }
    __set_PRIMASK(inner);
    add(held, 1); // expect: CRIT303
    __set_PRIMASK(outer);
}

static held_t stash;

static void bad_stored(void)
{
    uint32_t state = enter();

    stash = held_now(); // expect: CRIT303 "is stored"
    __set_PRIMASK(state);
}

static void bad_stored_for_the_caller(held_t *held)
{
    uint32_t state = enter();

    *held = held_now(); // expect: CRIT303 "is stored"
    __set_PRIMASK(state);
}

static held_t bad_returned(void)
{
    uint32_t state = enter();
    held_t held = held_now();

    __set_PRIMASK(state);
    return held; // expect: CRIT303 "is returned"
}

/* Masked by main, opened by the handler. */
static uint32_t before_sleep;

static void bad_left_to_the_handler(void)
{
    before_sleep = __get_PRIMASK(); // expect: CRIT303 "is put back by 'NMI_Handler'"
    __disable_irq();
}

void NMI_Handler(void)
{
    __set_PRIMASK(before_sleep);
}

int main(void)
{
    held_t held;

    bad_used_later();
    bad_used_in_another();
    bad_taken_in_a_loop(total);
    bad_inner();
    bad_on_one_path(total);
    bad_stored();
    bad_stored_for_the_caller(&held);
    held = bad_returned();
    add(stash, held.proof);
    bad_left_to_the_handler();
    for (;;) {
    }
}

PROGRAM(NMI_Handler);
