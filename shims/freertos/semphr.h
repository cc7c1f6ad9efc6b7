/* Stand-in for FreeRTOS's semphr.h: semaphores and mutexes are queues. */
#ifndef SEMAPHORE_H
#define SEMAPHORE_H

#include "queue.h"

typedef QueueHandle_t SemaphoreHandle_t;

#define semBINARY_SEMAPHORE_QUEUE_LENGTH ((uint8_t)1U)
#define semSEMAPHORE_QUEUE_ITEM_LENGTH ((uint8_t)0U)
#define semGIVE_BLOCK_TIME ((TickType_t)0U)

#define xSemaphoreCreateBinary()                                                                             \
    xQueueGenericCreate((UBaseType_t)1, semSEMAPHORE_QUEUE_ITEM_LENGTH, queueQUEUE_TYPE_BINARY_SEMAPHORE)
#define xSemaphoreCreateBinaryStatic(buffer)                                                                 \
    xQueueGenericCreateStatic((UBaseType_t)1, semSEMAPHORE_QUEUE_ITEM_LENGTH, NULL, (buffer),                \
                              queueQUEUE_TYPE_BINARY_SEMAPHORE)
#define vSemaphoreCreateBinary(semaphore)                                                                    \
    do {                                                                                                     \
        (semaphore) = xQueueGenericCreate((UBaseType_t)1, semSEMAPHORE_QUEUE_ITEM_LENGTH,                    \
                                          queueQUEUE_TYPE_BINARY_SEMAPHORE);                                 \
        if ((semaphore) != NULL) {                                                                           \
            (void)xSemaphoreGive((semaphore));                                                               \
        }                                                                                                    \
    } while (0)
#define xSemaphoreCreateCounting(most, first) xQueueCreateCountingSemaphore((most), (first))
#define xSemaphoreCreateCountingStatic(most, first, buffer)                                                  \
    xQueueCreateCountingSemaphoreStatic((most), (first), (buffer))
#define xSemaphoreCreateMutex() xQueueCreateMutex(queueQUEUE_TYPE_MUTEX)
#define xSemaphoreCreateMutexStatic(buffer) xQueueCreateMutexStatic(queueQUEUE_TYPE_MUTEX, (buffer))
#define xSemaphoreCreateRecursiveMutex() xQueueCreateMutex(queueQUEUE_TYPE_RECURSIVE_MUTEX)
#define xSemaphoreCreateRecursiveMutexStatic(buffer)                                                         \
    xQueueCreateMutexStatic(queueQUEUE_TYPE_RECURSIVE_MUTEX, (buffer))
#define vSemaphoreDelete(semaphore) vQueueDelete((QueueHandle_t)(semaphore))

#define xSemaphoreTake(semaphore, ticks) xQueueSemaphoreTake((semaphore), (ticks))
#define xSemaphoreTakeRecursive(mutex, ticks) xQueueTakeMutexRecursive((mutex), (ticks))
#define xSemaphoreTakeFromISR(semaphore, woken)                                                              \
    xQueueReceiveFromISR((QueueHandle_t)(semaphore), NULL, (woken))
#define xSemaphoreGive(semaphore)                                                                            \
    xQueueGenericSend((QueueHandle_t)(semaphore), NULL, semGIVE_BLOCK_TIME, queueSEND_TO_BACK)
#define xSemaphoreGiveRecursive(mutex) xQueueGiveMutexRecursive((mutex))
#define xSemaphoreGiveFromISR(semaphore, woken) xQueueGiveFromISR((QueueHandle_t)(semaphore), (woken))
#define xSemaphoreGetMutexHolder(mutex) xQueueGetMutexHolder((mutex))
#define xSemaphoreGetMutexHolderFromISR(mutex) xQueueGetMutexHolderFromISR((mutex))
#define uxSemaphoreGetCount(semaphore) uxQueueMessagesWaiting((QueueHandle_t)(semaphore))
#define uxSemaphoreGetCountFromISR(semaphore) uxQueueMessagesWaitingFromISR((QueueHandle_t)(semaphore))

#endif
