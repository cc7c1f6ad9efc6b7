/* Stand-in for esp_intr_alloc.h. */
#ifndef CRIT_SHIM_ESP_IDF_ESP_INTR_ALLOC_H
#define CRIT_SHIM_ESP_IDF_ESP_INTR_ALLOC_H

#include <esp_err.h>

#define ESP_INTR_FLAG_LEVEL1 (1 << 1)
#define ESP_INTR_FLAG_LEVEL2 (1 << 2)
#define ESP_INTR_FLAG_LEVEL3 (1 << 3)
#define ESP_INTR_FLAG_NMI (1 << 7)
#define ESP_INTR_FLAG_SHARED (1 << 8)
#define ESP_INTR_FLAG_EDGE (1 << 9)
#define ESP_INTR_FLAG_IRAM (1 << 10)
#define ESP_INTR_FLAG_INTRDISABLED (1 << 11)
#define ESP_INTR_FLAG_LOWMED (ESP_INTR_FLAG_LEVEL1 | ESP_INTR_FLAG_LEVEL2 | ESP_INTR_FLAG_LEVEL3)

typedef void (*intr_handler_t)(void *argument);
typedef struct intr_handle_data_t *intr_handle_t;

esp_err_t esp_intr_alloc(int source, int flags, intr_handler_t handler, void *argument, intr_handle_t *out);
esp_err_t esp_intr_alloc_intrstatus(int source, int flags, uint32_t reg, uint32_t mask,
                                    intr_handler_t handler, void *argument, intr_handle_t *out);
esp_err_t esp_intr_free(intr_handle_t handle);
esp_err_t esp_intr_enable(intr_handle_t handle);
esp_err_t esp_intr_disable(intr_handle_t handle);

#endif
