/* The kernel API of a FreeRTOS project, for fixtures: bodies only where the port is a few instructions. */
#ifndef TEST_FREERTOS_H
#define TEST_FREERTOS_H

#include "cmsis.h"

#define configPRIO_BITS 4
#define configMAX_SYSCALL_INTERRUPT_PRIORITY 0x50

typedef long BaseType_t;
typedef unsigned long UBaseType_t;
typedef uint32_t TickType_t;
typedef struct QueueDefinition *QueueHandle_t;
typedef QueueHandle_t SemaphoreHandle_t;
typedef struct tskTaskControlBlock *TaskHandle_t;
typedef void (*TaskFunction_t)(void *argument);

#define pdFALSE ((BaseType_t)0)
#define pdTRUE ((BaseType_t)1)
#define pdPASS pdTRUE
#define portMAX_DELAY ((TickType_t)0xFFFFFFFF)

/* The count of the running task; the kernel has it at 0 when a task starts. */
static volatile UBaseType_t uxCriticalNesting;

static inline uint32_t ulPortRaiseBASEPRI(void)
{
    uint32_t before;
    uint32_t ceiling = configMAX_SYSCALL_INTERRUPT_PRIORITY;

    __asm volatile("mrs %0, basepri\n\tmsr basepri, %1\n\tisb\n\tdsb"
                   : "=&r"(before)
                   : "r"(ceiling)
                   : "memory");
    return before;
}

static inline void vPortSetBASEPRI(uint32_t value)
{
    __asm volatile("msr basepri, %0" : : "r"(value) : "memory");
}

static inline void vPortEnterCritical(void)
{
    (void)ulPortRaiseBASEPRI();
    uxCriticalNesting++;
}

static inline void vPortExitCritical(void)
{
    uxCriticalNesting--;
    if (uxCriticalNesting == 0) {
        vPortSetBASEPRI(0);
    }
}

static inline BaseType_t xPortIsInsideInterrupt(void)
{
    return __get_IPSR() != 0;
}

#define taskENTER_CRITICAL() vPortEnterCritical()
#define taskEXIT_CRITICAL() vPortExitCritical()
#define taskENTER_CRITICAL_FROM_ISR() ulPortRaiseBASEPRI()
#define taskEXIT_CRITICAL_FROM_ISR(x) vPortSetBASEPRI(x)
#define portYIELD_FROM_ISR(needed)                                                                           \
    do {                                                                                                     \
        if ((needed) != pdFALSE) {                                                                           \
            SCB->ICSR = SCB_ICSR_PENDSVSET;                                                                  \
        }                                                                                                    \
    } while (0)

BaseType_t xTaskCreate(TaskFunction_t code, const char *name, uint16_t stack_words, void *argument,
                       UBaseType_t priority, TaskHandle_t *created);
void vTaskStartScheduler(void);
void vTaskDelay(TickType_t ticks);
TickType_t xTaskGetTickCount(void);
TickType_t xTaskGetTickCountFromISR(void);
void vTaskSuspendAll(void);
BaseType_t xTaskResumeAll(void);
void vTaskNotifyGiveFromISR(TaskHandle_t task, BaseType_t *woken);
BaseType_t xTaskNotifyGive(TaskHandle_t task);

QueueHandle_t xQueueCreate(UBaseType_t length, UBaseType_t item_size);
BaseType_t xQueueSend(QueueHandle_t queue, const void *item, TickType_t ticks);
BaseType_t xQueueSendFromISR(QueueHandle_t queue, const void *item, BaseType_t *woken);
BaseType_t xQueueReceive(QueueHandle_t queue, void *item, TickType_t ticks);
BaseType_t xQueueReceiveFromISR(QueueHandle_t queue, void *item, BaseType_t *woken);
SemaphoreHandle_t xSemaphoreCreateBinary(void);
SemaphoreHandle_t xSemaphoreCreateMutex(void);
BaseType_t xSemaphoreGive(SemaphoreHandle_t semaphore);
BaseType_t xSemaphoreTake(SemaphoreHandle_t semaphore, TickType_t ticks);
BaseType_t xSemaphoreGiveFromISR(SemaphoreHandle_t semaphore, BaseType_t *woken);

#endif
