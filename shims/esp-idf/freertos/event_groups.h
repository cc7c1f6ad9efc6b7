/* Stand-in for ESP-IDF's freertos/event_groups.h: the kernel's. */
#ifndef CRIT_SHIM_ESP_IDF_FREERTOS_EVENT_GROUPS_H
#define CRIT_SHIM_ESP_IDF_FREERTOS_EVENT_GROUPS_H

#include <freertos/task.h>

#include <event_groups.h>

#endif
