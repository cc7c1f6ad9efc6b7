/*
 * The contract suite as a thread of Zephyr. On one core, a second thread of the same priority shares the time
 * and a datum with it, and the suite's timer is the kernel's.
 */
#include <zephyr/kernel.h>

#include "contract.h"
#include "critsec/critsec.h"

#include "board.h"

enum { STACK = 2048, PRIORITY = 5 };

__attribute__((weak)) void checked_init(void)
{
}

__attribute__((weak)) void checked_cases(void)
{
}

void target_init(void)
{
    board_init();
    checked_init();
}

#ifdef CONFIG_SMP

void target_cases(void)
{
    board_cases();
    checked_cases();
}

#else

enum { MICROSECONDS = 200, PATIENCE = 10000000 };

static CRITSEC_MUTEX(uint32_t) both = CRITSEC_MUTEX_INIT(0); /* the second thread's rounds, and its ticks */
static volatile uint32_t rounds;
static volatile uint32_t ticks;

static void on_tick(struct k_timer *timer)
{
    (void)timer;
    contract_tick();
    ticks = ticks + 1U;
    CRITSEC_WITH(held) {
        *CRITSEC_REF(&both, held) += 1U;
    }
}

K_TIMER_DEFINE(tick, on_tick, NULL);

void target_timer(bool on)
{
    if (on) {
        k_timer_start(&tick, K_USEC(MICROSECONDS), K_USEC(MICROSECONDS));
    } else {
        k_timer_stop(&tick);
    }
}

/* Load and store apart, so that a handler or the other thread finds its way between them. */
static void add_one(critsec_token_t held)
{
    volatile uint32_t *const count = CRITSEC_REF(&both, held);
    const uint32_t value = *count;
    for (volatile int i = 0; i < 8; i++) {
    }
    *count = value + 1U;
}

static void share_the_time(void *a, void *b, void *c)
{
    (void)a;
    (void)b;
    (void)c;
    for (;;) {
        CRITSEC_WITH(held) {
            add_one(held);
            rounds = rounds + 1U;
        }
    }
}

/* While the kernel's clock runs, this thread adds to the other one's datum until both had turns. */
static void threads_share(void)
{
    const uint32_t before = rounds;
    uint32_t made = 0;
    uint32_t sum = 0;
    uint32_t expected = 0;
    target_timer(true);
    for (uint32_t turns = 0, seen = before; turns < 10U && made < PATIENCE; made++) {
        CRITSEC_WITH(held) {
            add_one(held);
        }
        if (rounds != seen) {
            seen = rounds;
            turns++;
        }
    }
    target_timer(false);
    CRITSEC_WITH(held) {
        sum = *CRITSEC_REF(&both, held);
        expected = rounds + ticks + made;
    }
    contract_check(rounds != before && ticks != 0U, "kernel: the second thread had its share");
    contract_check(sum == expected, "kernel: no update is lost between threads");
}

void target_cases(void)
{
    threads_share();
    board_cases();
    checked_cases();
}

K_THREAD_DEFINE(second, STACK, share_the_time, NULL, NULL, NULL, PRIORITY, 0, 0);

#endif

static void run_suite(void *a, void *b, void *c)
{
    (void)a;
    (void)b;
    (void)c;
    board_exit(contract_run() ? 1U : 0U);
}

K_THREAD_DEFINE(suite, STACK, run_suite, NULL, NULL, NULL, PRIORITY, 0, 0);
