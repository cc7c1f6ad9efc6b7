// args: --cpu cortex-m4 --tier C
/* Guarded everywhere but here. */
#include "freertos.h"

static SemaphoreHandle_t mutex;
static uint32_t used;
static struct {
    uint32_t head, count;
} queue;

static void take(void)
{
    xSemaphoreTake(mutex, portMAX_DELAY);
    used++;
    xSemaphoreGive(mutex);
    taskENTER_CRITICAL();
    queue.count++;
    taskEXIT_CRITICAL();
}

static void give(void)
{
    xSemaphoreTake(mutex, portMAX_DELAY);
    used--;
    xSemaphoreGive(mutex);
    taskENTER_CRITICAL();
    queue.count--;
    taskEXIT_CRITICAL();
}

static uint32_t ask(void)
{
    xSemaphoreTake(mutex, portMAX_DELAY);
    uint32_t now = used;
    xSemaphoreGive(mutex);
    vTaskSuspendAll();
    now += queue.count;
    xTaskResumeAll();
    return now;
}

static void bad_drop(void)
{
    used--; // expect: CRIT214 "'used' is guarded in 3 functions"
}

static void bad_test_and_change(void)
{
    if (queue.count) {
        queue.count = queue.count / 2; // expect: CRIT214 "'queue.count'"
    }
}

static void first(void *argument)
{
    (void)argument;
    for (;;) {
        take();
        use(ask());
        vTaskDelay(1);
    }
}

static void second(void *argument)
{
    (void)argument;
    for (;;) {
        give();
        bad_drop();
        bad_test_and_change();
        vTaskDelay(1);
    }
}

int main(void)
{
    mutex = xSemaphoreCreateBinary();
    xTaskCreate(first, "first", 128, NULL, 1, NULL);
    xTaskCreate(second, "second", 128, NULL, 2, NULL);
    vTaskStartScheduler();
    for (;;) {
    }
}

PROGRAM();
