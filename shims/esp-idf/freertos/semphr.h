/* Stand-in for ESP-IDF's freertos/semphr.h: the kernel's. */
#ifndef CRIT_SHIM_ESP_IDF_FREERTOS_SEMPHR_H
#define CRIT_SHIM_ESP_IDF_FREERTOS_SEMPHR_H

#include <freertos/task.h>

#include <semphr.h>

#endif
