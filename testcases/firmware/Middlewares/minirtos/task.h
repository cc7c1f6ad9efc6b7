/* Tasks, time, and the two ways to exclude others: kernel sections and the scheduler lock. */
#ifndef TASK_H
#define TASK_H

#include "FreeRTOS.h"

typedef struct tskTaskControlBlock *TaskHandle_t;

#define taskENTER_CRITICAL() portENTER_CRITICAL()
#define taskEXIT_CRITICAL() portEXIT_CRITICAL()
#define taskENTER_CRITICAL_FROM_ISR() portSET_INTERRUPT_MASK_FROM_ISR()
#define taskEXIT_CRITICAL_FROM_ISR(x) portCLEAR_INTERRUPT_MASK_FROM_ISR(x)
#define taskYIELD() portYIELD()

BaseType_t xTaskCreate(TaskFunction_t code, const char *name, uint16_t stack_words, void *argument,
                       UBaseType_t priority, TaskHandle_t *created);
void vTaskStartScheduler(void);
void vTaskDelay(TickType_t ticks);
TickType_t xTaskGetTickCount(void);
void vTaskSuspendAll(void);
BaseType_t xTaskResumeAll(void);

/* For the port and queue.c. Both expect a kernel section around them. */
void vTaskPlaceOnEvent(const void *event, TickType_t ticks);
BaseType_t xTaskWakeOnEvent(const void *event);
BaseType_t xTaskIncrementTick(void);
void vTaskSwitchContext(void);

#endif
