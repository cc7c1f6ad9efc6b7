/* Stand-in for esp_system.h. */
#ifndef CRIT_SHIM_ESP_IDF_ESP_SYSTEM_H
#define CRIT_SHIM_ESP_IDF_ESP_SYSTEM_H

#include <esp_err.h>

_Noreturn void esp_restart(void);
_Noreturn void esp_system_abort(const char *details);
uint32_t esp_get_free_heap_size(void);
uint32_t esp_random(void);

#endif
