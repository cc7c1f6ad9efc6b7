// args: --cpu cortex-m4 --tier C
/* Two guards that do not know of each other guard nothing. */
#include "freertos.h"

static SemaphoreHandle_t bus_mutex, log_mutex;

static uint32_t sent;
static uint32_t lines;
static struct {
    uint32_t level, limit;
} pump;
static uint32_t rounds;

static void bad_mutex(void)
{
    xSemaphoreTake(bus_mutex, portMAX_DELAY);
    sent++; // expect: CRIT405 "'sent' is guarded by a lock here, and by a mask in 'section'"
    xSemaphoreGive(bus_mutex);
}

static void section(void)
{
    taskENTER_CRITICAL();
    sent++;
    taskEXIT_CRITICAL();
}

static void bad_one_mutex(void)
{
    xSemaphoreTake(bus_mutex, portMAX_DELAY);
    lines++; // expect: CRIT405 "by another one in 'other_mutex'"
    xSemaphoreGive(bus_mutex);
}

static void other_mutex(void)
{
    xSemaphoreTake(log_mutex, portMAX_DELAY);
    lines++;
    xSemaphoreGive(log_mutex);
}

/* Test and change: two steps. */
static void bad_two_steps(void)
{
    xSemaphoreTake(bus_mutex, portMAX_DELAY);
    if (pump.level < 10) {  // expect: CRIT405 "'pump.level'"
        pump.level = pump.limit;
    }
    xSemaphoreGive(bus_mutex);
}

static void suspends(void)
{
    vTaskSuspendAll();
    pump.level = 0;
    xTaskResumeAll();
}

static void bad_several(void)
{
    xSemaphoreTake(bus_mutex, portMAX_DELAY);
    rounds = rounds + 1; // expect: CRIT405 "'rounds'"
    xSemaphoreGive(bus_mutex);
}

static void reads(void)
{
    xSemaphoreTake(log_mutex, portMAX_DELAY);
    rounds = 0;
    xSemaphoreGive(log_mutex);
}

static void first(void *argument)
{
    (void)argument;
    for (;;) {
        bad_mutex();
        bad_one_mutex();
        bad_two_steps();
        bad_several();
        vTaskDelay(1);
    }
}

static void second(void *argument)
{
    (void)argument;
    for (;;) {
        section();
        other_mutex();
        suspends();
        reads();
        vTaskDelay(1);
    }
}

int main(void)
{
    bus_mutex = xSemaphoreCreateBinary();
    log_mutex = xSemaphoreCreateBinary();
    xTaskCreate(first, "first", 128, NULL, 1, NULL);
    xTaskCreate(second, "second", 128, NULL, 2, NULL);
    vTaskStartScheduler();
    for (;;) {
    }
}

PROGRAM();
