// args: --cpu cortex-m4 --tier C
/* A compiler reads a plain variable once, if nothing in the loop says that it may change. */
#include "cmsis.h"

static uint32_t done;
static uint32_t ticks;
static struct {
    uint8_t ready;
    uint8_t error;
} link;
static uint32_t pending;
static uint32_t left;

void TIM2_IRQHandler(void)
{
    done = 1;
    ticks++;
    link.ready = 1;
    pending = 1;
    left = 0;
}

static void bad_empty(void)
{
    while (!done) { // expect: CRIT206 "waits for 'done'"
    }
}

static void bad_until(uint32_t when)
{
    while (ticks != when) { // expect: CRIT206 "'ticks'"
        __asm volatile("nop" : :);
    }
}

/* What the loop writes is its own: but it might as well be what ends it. */
static uint32_t bad_counting(void)
{
    uint32_t rounds = 0;

    while (!link.ready) { // miss: CRIT206 a loop that counts
        rounds++;
    }
    return rounds;
}

static void bad_one_of_two(void)
{
    while (left && // expect: CRIT206 "'left'"
           (TIM2->SR & 1U)) {
    }
}

/* The way round that does nothing has no call. */
int main(void)
{
    NVIC_EnableIRQ(TIM2_IRQn);
    bad_empty();
    bad_until(100);
    use(bad_counting());
    bad_one_of_two();
    for (;;) {
        if (pending) { // expect: CRIT206 "'pending'"
            pending = 0;
            use(1);
        }
    }
}

PROGRAM([16 + TIM2_IRQn] = TIM2_IRQHandler);
