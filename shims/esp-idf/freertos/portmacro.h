/* Stand-in for ESP-IDF's freertos/portmacro.h: it is all in freertos/FreeRTOS.h here. */
#ifndef CRIT_SHIM_ESP_IDF_FREERTOS_PORTMACRO_H
#define CRIT_SHIM_ESP_IDF_FREERTOS_PORTMACRO_H

#include <freertos/FreeRTOS.h>

#endif
