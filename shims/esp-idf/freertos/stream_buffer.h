/* Stand-in for ESP-IDF's freertos/stream_buffer.h: the kernel's. */
#ifndef CRIT_SHIM_ESP_IDF_FREERTOS_STREAM_BUFFER_H
#define CRIT_SHIM_ESP_IDF_FREERTOS_STREAM_BUFFER_H

#include <freertos/task.h>

#include <stream_buffer.h>

#endif
