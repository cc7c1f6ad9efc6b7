/* The one queue through which handlers and tasks tell the link task what happened. */
#ifndef APP_EVENTS_H
#define APP_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "queue.h"

enum event {
    EVENT_BUTTON = 1,
    EVENT_SECOND,
    EVENT_BURST,
    EVENT_STALL,
    EVENT_LIMIT,
    EVENT_BLOCK,
    EVENT_FRAME
};

extern QueueHandle_t event_queue;

bool events_init(void);
bool events_post(uint32_t event);
bool events_post_any(uint32_t event);
bool events_wait(uint32_t *event, TickType_t ticks);

#endif
