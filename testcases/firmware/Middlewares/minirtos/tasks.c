/* Tasks by fixed priority. The highest that is ready runs; PendSV switches. */
#include "task.h"

#include "device.h"

enum task_state { TASK_READY, TASK_DELAYED, TASK_WAITING };

struct tskTaskControlBlock {
    StackType_t *top; /* first: port_switch.s */
    UBaseType_t priority;
    enum task_state state;
    TickType_t wake; /* TASK_DELAYED, and TASK_WAITING unless forever */
    BaseType_t forever;
    const void *event; /* TASK_WAITING */
};

TaskHandle_t volatile pxCurrentTCB;

static struct tskTaskControlBlock tasks[configMAX_TASKS];
static UBaseType_t task_count;
static volatile TickType_t tick_count;
static UBaseType_t suspended;
static BaseType_t switch_pending;

BaseType_t xTaskCreate(TaskFunction_t code, const char *name, uint16_t stack_words, void *argument,
                       UBaseType_t priority, TaskHandle_t *created)
{
    StackType_t *stack = pvPortMalloc(stack_words * sizeof *stack);
    TaskHandle_t task;

    (void)name;
    if (stack == NULL) {
        return pdFAIL;
    }
    taskENTER_CRITICAL();
    if (task_count == configMAX_TASKS) {
        taskEXIT_CRITICAL();
        return pdFAIL;
    }
    task = &tasks[task_count++];
    task->top = pxPortInitialiseStack(stack + stack_words, code, argument);
    task->priority = priority;
    task->state = TASK_READY;
    if (pxCurrentTCB == NULL || priority > pxCurrentTCB->priority) {
        pxCurrentTCB = task;
    }
    taskEXIT_CRITICAL();
    if (created != NULL) {
        *created = task;
    }
    return pdPASS;
}

static void idle_task(void *argument)
{
    (void)argument;
    for (;;) {
        __DSB();
        __WFI();
    }
}

void vTaskStartScheduler(void)
{
    BaseType_t made = xTaskCreate(idle_task, "idle", configMINIMAL_STACK_SIZE, NULL, 0, NULL);

    configASSERT(made == pdPASS);
    portDISABLE_INTERRUPTS();
    vPortSetupTimer();
    vPortStartFirstTask();
}

void vTaskSwitchContext(void)
{
    uint32_t saved = portSET_INTERRUPT_MASK_FROM_ISR();

    if (suspended != 0) {
        switch_pending = pdTRUE;
    } else {
        TaskHandle_t best = NULL;

        for (UBaseType_t i = 0; i < task_count; i++) {
            if (tasks[i].state == TASK_READY && (best == NULL || tasks[i].priority > best->priority)) {
                best = &tasks[i];
            }
        }
        if (best != NULL) {
            pxCurrentTCB = best;
        }
    }
    portCLEAR_INTERRUPT_MASK_FROM_ISR(saved);
}

BaseType_t xTaskIncrementTick(void)
{
    BaseType_t needed = pdFALSE;
    TickType_t now = tick_count + 1;

    tick_count = now;
    for (UBaseType_t i = 0; i < task_count; i++) {
        TaskHandle_t task = &tasks[i];

        if (task->state != TASK_READY && !task->forever && (int32_t)(now - task->wake) >= 0) {
            task->state = TASK_READY;
            task->event = NULL;
            needed = pdTRUE;
        }
    }
    return needed;
}

TickType_t xTaskGetTickCount(void)
{
    return tick_count;
}

void vTaskDelay(TickType_t ticks)
{
    if (ticks != 0) {
        taskENTER_CRITICAL();
        pxCurrentTCB->wake = tick_count + ticks;
        pxCurrentTCB->forever = pdFALSE;
        pxCurrentTCB->state = TASK_DELAYED;
        taskEXIT_CRITICAL();
    }
    portYIELD();
}

void vTaskPlaceOnEvent(const void *event, TickType_t ticks)
{
    pxCurrentTCB->event = event;
    pxCurrentTCB->forever = ticks == portMAX_DELAY;
    pxCurrentTCB->wake = tick_count + ticks;
    pxCurrentTCB->state = TASK_WAITING;
}

BaseType_t xTaskWakeOnEvent(const void *event)
{
    for (UBaseType_t i = 0; i < task_count; i++) {
        if (tasks[i].state == TASK_WAITING && tasks[i].event == event) {
            tasks[i].state = TASK_READY;
            tasks[i].event = NULL;
            return tasks[i].priority > pxCurrentTCB->priority ? pdTRUE : pdFALSE;
        }
    }
    return pdFALSE;
}

void vTaskSuspendAll(void)
{
    taskENTER_CRITICAL();
    suspended++;
    taskEXIT_CRITICAL();
}

BaseType_t xTaskResumeAll(void)
{
    BaseType_t needed = pdFALSE;

    taskENTER_CRITICAL();
    suspended--;
    if (suspended == 0 && switch_pending) {
        switch_pending = pdFALSE;
        needed = pdTRUE;
    }
    taskEXIT_CRITICAL();
    if (needed) {
        portYIELD();
    }
    return needed;
}
