/* Stand-in for ESP-IDF's freertos/queue.h: the kernel's. */
#ifndef CRIT_SHIM_ESP_IDF_FREERTOS_QUEUE_H
#define CRIT_SHIM_ESP_IDF_FREERTOS_QUEUE_H

#include <freertos/task.h>

#include <queue.h>

#endif
