/* The event queue. Posting never waits: a full queue drops the event and counts it. */
#include "app/events.h"

#include "drivers/board.h"

#define EVENT_DEPTH 16

QueueHandle_t event_queue;

static volatile uint32_t lost;

bool events_init(void)
{
    event_queue = xQueueCreate(EVENT_DEPTH, sizeof(uint32_t));
    return event_queue != NULL;
}

bool events_post(uint32_t event)
{
    if (xQueueSend(event_queue, &event, 0) != pdPASS) { // expect: CRIT505 "EXTI0_IRQHandler"
        board_count(&lost);
        return false;
    }
    return true;
}

/* From anywhere below the kernel ceiling: IPSR says which form of the call is due. */
bool events_post_any(uint32_t event)
{
    BaseType_t sent;

    if (xPortIsInsideInterrupt()) {
        BaseType_t woken = pdFALSE;

        sent = xQueueSendFromISR(event_queue, &event, &woken);
        portYIELD_FROM_ISR(woken);
    } else {
        sent = xQueueSend(event_queue, &event, 0);
    }
    if (sent != pdPASS) {
        board_count(&lost);
    }
    return sent == pdPASS;
}

bool events_wait(uint32_t *event, TickType_t ticks)
{
    return xQueueReceive(event_queue, event, ticks) == pdPASS;
}
