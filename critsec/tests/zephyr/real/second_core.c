/* The suite's cases for two cores under Zephyr: a thread that may run on the second core only. */
#include <zephyr/kernel.h>

#include "contract.h"

#include "board.h"

enum { STACK = 2048, PRIORITY = 5 };

static K_THREAD_STACK_DEFINE(stack, STACK);
static struct k_thread second;

static void run_second(void *a, void *b, void *c)
{
    (void)a;
    (void)b;
    (void)c;
    board_init();
    multicore_second();
}

void target_start_second(void)
{
    k_tid_t thread =
        k_thread_create(&second, stack, STACK, run_second, NULL, NULL, NULL, PRIORITY, 0, K_FOREVER);
    k_thread_cpu_pin(thread, 1);
    k_thread_start(thread);
}
