/* Queues of fixed-size items, copied in and out. */
#ifndef QUEUE_H
#define QUEUE_H

#include "FreeRTOS.h"

typedef struct QueueDefinition *QueueHandle_t;

QueueHandle_t xQueueCreate(UBaseType_t length, UBaseType_t item_size);
BaseType_t xQueueGenericSend(QueueHandle_t queue, const void *item, TickType_t ticks);
BaseType_t xQueueGenericSendFromISR(QueueHandle_t queue, const void *item, BaseType_t *woken);
BaseType_t xQueueReceive(QueueHandle_t queue, void *item, TickType_t ticks);

#define xQueueSend(queue, item, ticks) xQueueGenericSend((queue), (item), (ticks))
#define xQueueSendFromISR(queue, item, woken) xQueueGenericSendFromISR((queue), (item), (woken))

#endif
