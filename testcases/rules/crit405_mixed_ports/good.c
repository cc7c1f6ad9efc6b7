// args: --cpu cortex-m4 --tier C
/* The near misses of bad.c. */
#include "freertos.h"

static SemaphoreHandle_t bus_mutex, log_mutex, wake;

static uint32_t sent;
static uint32_t lines;
static uint32_t level;
static uint32_t rounds;
static uint32_t items;
static uint32_t both;
static uint32_t alone;

/* One lock. */
static void good_same_mutex(void)
{
    xSemaphoreTake(bus_mutex, portMAX_DELAY);
    sent++;
    xSemaphoreGive(bus_mutex);
}

static void good_same_mutex_too(void)
{
    xSemaphoreTake(bus_mutex, portMAX_DELAY);
    sent--;
    xSemaphoreGive(bus_mutex);
}

/* A section and a suspended scheduler: no task runs in either. */
static void good_section(void)
{
    taskENTER_CRITICAL();
    lines++;
    taskEXIT_CRITICAL();
}

static void good_suspends(void)
{
    vTaskSuspendAll();
    lines++;
    xTaskResumeAll();
}

/* One step under the lock: nothing to come in the middle of. */
static void good_one_step(void)
{
    xSemaphoreTake(bus_mutex, portMAX_DELAY);
    level = 3;
    xSemaphoreGive(bus_mutex);
}

static void good_steps_in_a_section(void)
{
    taskENTER_CRITICAL();
    level++;
    taskEXIT_CRITICAL();
}

/* The caller holds the other lock as well. */
static void good_helper(void)
{
    xSemaphoreTake(log_mutex, portMAX_DELAY);
    rounds++;
    xSemaphoreGive(log_mutex);
}

static void good_outer(void)
{
    xSemaphoreTake(bus_mutex, portMAX_DELAY);
    good_helper();
    xSemaphoreGive(bus_mutex);
}

static void good_by_the_outer_one(void)
{
    xSemaphoreTake(bus_mutex, portMAX_DELAY);
    rounds++;
    xSemaphoreGive(bus_mutex);
}

/* A signal is waited for, and given by somebody else. */
static void good_signal(void)
{
    xSemaphoreTake(wake, portMAX_DELAY);
    items++;
}

static void good_signals(void)
{
    taskENTER_CRITICAL();
    items++;
    taskEXIT_CRITICAL();
    xSemaphoreGive(wake);
}

/* Both at once. */
static void good_both(void)
{
    xSemaphoreTake(bus_mutex, portMAX_DELAY);
    taskENTER_CRITICAL();
    both++;
    taskEXIT_CRITICAL();
    xSemaphoreGive(bus_mutex);
}

static void good_one_of_both(void)
{
    xSemaphoreTake(bus_mutex, portMAX_DELAY);
    both++;
    xSemaphoreGive(bus_mutex);
}

/* One task. */
static void good_alone(void)
{
    xSemaphoreTake(bus_mutex, portMAX_DELAY);
    alone++;
    xSemaphoreGive(bus_mutex);
    taskENTER_CRITICAL();
    alone++;
    taskEXIT_CRITICAL();
}

static void first(void *argument)
{
    (void)argument;
    for (;;) {
        good_same_mutex();
        good_section();
        good_one_step();
        good_outer();
        good_signal();
        good_both();
        good_alone();
        vTaskDelay(1);
    }
}

static void second(void *argument)
{
    (void)argument;
    for (;;) {
        good_same_mutex_too();
        good_suspends();
        good_steps_in_a_section();
        good_by_the_outer_one();
        good_signals();
        good_one_of_both();
        vTaskDelay(1);
    }
}

int main(void)
{
    bus_mutex = xSemaphoreCreateBinary();
    log_mutex = xSemaphoreCreateBinary();
    wake = xSemaphoreCreateBinary();
    xTaskCreate(first, "first", 128, NULL, 1, NULL);
    xTaskCreate(second, "second", 128, NULL, 2, NULL);
    vTaskStartScheduler();
    for (;;) {
    }
}

PROGRAM();
