// args: --cpu cortex-m4 --tier C
/* The near misses of bad.c. */
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

static void good_used_inside(void)
{
    uint32_t state = enter();
    held_t held = held_now();

    add(held, 1);
    __set_PRIMASK(state);
}

static void good_one_each(void)
{
    uint32_t first = enter();
    held_t held = held_now();

    add(held, 1);
    __set_PRIMASK(first);
    uint32_t second = enter();
    held = held_now();
    add(held, 2);
    __set_PRIMASK(second);
}

/* The outer section is held still. */
static void good_outer(void)
{
    uint32_t outer = enter();
    held_t held = held_now();
    uint32_t inner = enter();

    __set_PRIMASK(inner);
    add(held, 1);
    __set_PRIMASK(outer);
}

static void good_passed_down(held_t held)
{
    add(held, 1);
}

/* An enter function: section and proof go to the caller together. */
static uint32_t good_opens_for_the_caller(held_t *held)
{
    uint32_t state = enter();

    *held = held_now();
    return state;
}

static held_t good_proof_of_the_callers(void)
{
    return held_now();
}

/* One context on both sides. */
static uint32_t before_sleep;

static void good_asleep(void)
{
    before_sleep = enter();
    total++;
    __set_PRIMASK(before_sleep);
}

static void good_awake(void)
{
    __set_PRIMASK(before_sleep);
}

int main(void)
{
    held_t held;

    good_used_inside();
    good_one_each();
    good_outer();
    uint32_t state = good_opens_for_the_caller(&held);
    good_passed_down(held);
    good_passed_down(good_proof_of_the_callers());
    __set_PRIMASK(state);
    good_asleep();
    good_awake();
    for (;;) {
    }
}

PROGRAM();
