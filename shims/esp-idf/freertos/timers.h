/* Stand-in for ESP-IDF's freertos/timers.h: the kernel's. */
#ifndef CRIT_SHIM_ESP_IDF_FREERTOS_TIMERS_H
#define CRIT_SHIM_ESP_IDF_FREERTOS_TIMERS_H

#include <freertos/task.h>

#include <timers.h>

#endif
