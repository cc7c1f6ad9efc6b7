/* Stand-in for ESP-IDF's freertos/message_buffer.h: the kernel's. */
#ifndef CRIT_SHIM_ESP_IDF_FREERTOS_MESSAGE_BUFFER_H
#define CRIT_SHIM_ESP_IDF_FREERTOS_MESSAGE_BUFFER_H

#include <freertos/task.h>

#include <message_buffer.h>

#endif
