/* Queues: a ring of items in kernel memory. Waiting is by the address of the queue or of its ring. */
#include "queue.h"

#include "lib/mem.h"
#include "task.h"

struct QueueDefinition {
    uint8_t *items;
    UBaseType_t length;
    UBaseType_t item_size;
    UBaseType_t head;
    UBaseType_t count;
};

QueueHandle_t xQueueCreate(UBaseType_t length, UBaseType_t item_size)
{
    QueueHandle_t queue = pvPortMalloc(sizeof *queue);
    uint8_t *items = pvPortMalloc(length * item_size);

    if (queue == NULL || items == NULL) {
        return NULL;
    }
    queue->items = items;
    queue->length = length;
    queue->item_size = item_size;
    queue->head = 0;
    queue->count = 0;
    return queue;
}

static void put(QueueHandle_t queue, const void *item)
{
    UBaseType_t slot = (queue->head + queue->count) % queue->length;

    memcpy(queue->items + slot * queue->item_size, item, queue->item_size);
    queue->count++;
}

BaseType_t xQueueGenericSend(QueueHandle_t queue, const void *item, TickType_t ticks)
{
    for (;;) {
        BaseType_t needed;

        taskENTER_CRITICAL();
        if (queue->count < queue->length) {
            put(queue, item);
            needed = xTaskWakeOnEvent(queue);
            taskEXIT_CRITICAL();
            if (needed) {
                portYIELD();
            }
            return pdPASS;
        }
        if (ticks == 0) {
            taskEXIT_CRITICAL();
            return errQUEUE_FULL;
        }
        vTaskPlaceOnEvent(queue->items, ticks);
        taskEXIT_CRITICAL();
        portYIELD();
        if (ticks != portMAX_DELAY) {
            ticks = 0; /* woken or timed out: one more look */
        }
    }
}

BaseType_t xQueueGenericSendFromISR(QueueHandle_t queue, const void *item, BaseType_t *woken)
{
    BaseType_t result = errQUEUE_FULL;
    uint32_t saved = taskENTER_CRITICAL_FROM_ISR();

    if (queue->count < queue->length) {
        put(queue, item);
        if (xTaskWakeOnEvent(queue) && woken != NULL) {
            *woken = pdTRUE;
        }
        result = pdPASS;
    }
    taskEXIT_CRITICAL_FROM_ISR(saved);
    return result;
}

BaseType_t xQueueReceive(QueueHandle_t queue, void *item, TickType_t ticks)
{
    for (;;) {
        BaseType_t needed;

        taskENTER_CRITICAL();
        if (queue->count != 0) {
            memcpy(item, queue->items + queue->head * queue->item_size, queue->item_size);
            queue->head = (queue->head + 1) % queue->length;
            queue->count--;
            needed = xTaskWakeOnEvent(queue->items);
            taskEXIT_CRITICAL();
            if (needed) {
                portYIELD();
            }
            return pdPASS;
        }
        if (ticks == 0) {
            taskEXIT_CRITICAL();
            return errQUEUE_EMPTY;
        }
        vTaskPlaceOnEvent(queue, ticks);
        taskEXIT_CRITICAL();
        portYIELD();
        if (ticks != portMAX_DELAY) {
            ticks = 0;
        }
    }
}
