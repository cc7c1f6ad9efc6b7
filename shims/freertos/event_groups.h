/* Stand-in for FreeRTOS's event_groups.h. */
#ifndef EVENT_GROUPS_H
#define EVENT_GROUPS_H

#include "timers.h"

typedef struct EventGroupDef_t *EventGroupHandle_t;
typedef TickType_t EventBits_t;

EventGroupHandle_t xEventGroupCreate(void);
EventGroupHandle_t xEventGroupCreateStatic(StaticEventGroup_t *buffer);
void vEventGroupDelete(EventGroupHandle_t group);
EventBits_t xEventGroupWaitBits(EventGroupHandle_t group, const EventBits_t bits, const BaseType_t clear,
                                const BaseType_t all, TickType_t ticks);
EventBits_t xEventGroupClearBits(EventGroupHandle_t group, const EventBits_t bits);
BaseType_t xEventGroupClearBitsFromISR(EventGroupHandle_t group, const EventBits_t bits);
EventBits_t xEventGroupSetBits(EventGroupHandle_t group, const EventBits_t bits);
BaseType_t xEventGroupSetBitsFromISR(EventGroupHandle_t group, const EventBits_t bits, BaseType_t *woken);
EventBits_t xEventGroupSync(EventGroupHandle_t group, const EventBits_t set, const EventBits_t wait,
                            TickType_t ticks);
#define xEventGroupGetBits(group) xEventGroupClearBits((group), 0)
EventBits_t xEventGroupGetBitsFromISR(EventGroupHandle_t group);

#endif
