// args: --cpu cortex-m4 --tier C
/* The near misses of bad.c. */
#include "freertos.h"

static SemaphoreHandle_t mutex;
static uint32_t used;
static uint32_t level;
static uint32_t seldom;
static uint32_t habit;
static uint32_t own;

static void take(void)
{
    xSemaphoreTake(mutex, portMAX_DELAY);
    used++;
    level++;
    seldom++;
    habit++;
    own++;
    xSemaphoreGive(mutex);
}

static void give(void)
{
    xSemaphoreTake(mutex, portMAX_DELAY);
    used--;
    level--;
    seldom--;
    habit--;
    xSemaphoreGive(mutex);
}

static uint32_t ask(void)
{
    xSemaphoreTake(mutex, portMAX_DELAY);
    uint32_t now = used + level + habit + own;
    xSemaphoreGive(mutex);
    return now;
}

static void own_again(void)
{
    xSemaphoreTake(mutex, portMAX_DELAY);
    own--;
    xSemaphoreGive(mutex);
}

static void good_held(void)
{
    xSemaphoreTake(mutex, portMAX_DELAY);
    used--;
    xSemaphoreGive(mutex);
}

/* One step. */
static void good_one_step(void)
{
    level = 0;
}

/* Guarded in two functions: no habit yet. */
static void good_seldom(void)
{
    seldom--;
}

/* Its callers hold the lock. */
static void good_helper(void)
{
    used--;
}

static void calls_it(void)
{
    xSemaphoreTake(mutex, portMAX_DELAY);
    good_helper();
    xSemaphoreGive(mutex);
}

/* Bare in two functions: another design, perhaps. */
static void good_one_of_two(void)
{
    habit--;
}

static void good_two_of_two(void)
{
    habit++;
}

/* Before the tasks run. */
static void good_start(void)
{
    used++;
}

/* One task alone changes it. */
static void good_own(void)
{
    own++;
}

static void first(void *argument)
{
    (void)argument;
    for (;;) {
        take();
        own_again();
        use(ask());
        good_own();
        vTaskDelay(1);
    }
}

static void second(void *argument)
{
    (void)argument;
    for (;;) {
        give();
        use(ask());
        good_held();
        good_one_step();
        good_seldom();
        calls_it();
        good_one_of_two();
        good_two_of_two();
        vTaskDelay(1);
    }
}

int main(void)
{
    mutex = xSemaphoreCreateBinary();
    good_start();
    xTaskCreate(first, "first", 128, NULL, 1, NULL);
    xTaskCreate(second, "second", 128, NULL, 2, NULL);
    vTaskStartScheduler();
    for (;;) {
    }
}

PROGRAM();
