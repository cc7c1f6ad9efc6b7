/* Says what a pair executed, calls and returns included, alone and inside another section (cost.h). */
#include "cost.h"

static void say_number(const char *what, uint32_t number)
{
    char digits[11];
    int at = 10;
    digits[at] = '\0';
    do {
        at--;
        digits[at] = (char)('0' + number % 10U);
        number /= 10U;
    } while (number != 0U);
    target_say(what);
    target_say(digits + at);
    target_say("\n");
}

/* The second run counts: the first one translates. */
static uint32_t settled(void (*work)(void))
{
    (void)cost_instructions(work);
    return cost_instructions(work);
}

unsigned contract_run(void)
{
    cost_setup();
    const uint32_t base = settled(cost_nothing);
    const uint32_t one = settled(cost_pair) - base;
    say_number("pair ", one);
    say_number("nested ", settled(cost_two_levels) - base - one - COST_MOVES);
    return 0;
}
