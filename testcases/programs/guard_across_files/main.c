// args: --cpu cortex-m4
/* The other side: what is wrong here shows only with link.c in sight. */
#include "cmsis.h"

#include "link.h"

static struct link_counters good_snapshot(void)
{
    struct link_counters copy;
    uint32_t saved = link_lock();

    copy = link_counters;
    link_unlock(saved);
    return copy;
}

static void bad_forgive(void)
{
    link_errors--; // expect: CRIT202 "link_errors"
}

static uint32_t bad_total(void)
{
    uint32_t saved = link_lock();

    if (link_counters.frames == 0) {
        return 0; // expect: CRIT102
    }
    saved = link_lock();
    link_counters.frames = 0;
    link_unlock(saved);
    link_unlock(saved); // expect: CRIT104
    return 1;
}

int main(void)
{
    link_start();
    for (;;) {
        struct link_counters copy = good_snapshot();

        use(copy.frames + copy.errors);
        bad_forgive();
        use(bad_total());
    }
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler);
