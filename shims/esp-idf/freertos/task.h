/* Stand-in for ESP-IDF's freertos/task.h. */
#ifndef CRIT_SHIM_ESP_IDF_FREERTOS_TASK_H
#define CRIT_SHIM_ESP_IDF_FREERTOS_TASK_H

#include <freertos/FreeRTOS.h>
#include <task.h>

#undef taskENTER_CRITICAL
#undef taskEXIT_CRITICAL
#define taskENTER_CRITICAL(mux) portENTER_CRITICAL(mux)
#define taskEXIT_CRITICAL(mux) portEXIT_CRITICAL(mux)
#define taskENTER_CRITICAL_ISR(mux) portENTER_CRITICAL_ISR(mux)
#define taskEXIT_CRITICAL_ISR(mux) portEXIT_CRITICAL_ISR(mux)

BaseType_t xTaskCreatePinnedToCore(TaskFunction_t code, const char *const name, const uint32_t depth,
                                   void *const parameters, UBaseType_t priority, TaskHandle_t *const created,
                                   const BaseType_t core);
TaskHandle_t xTaskCreateStaticPinnedToCore(TaskFunction_t code, const char *const name, const uint32_t depth,
                                           void *const parameters, UBaseType_t priority,
                                           StackType_t *const stack, StaticTask_t *const buffer,
                                           const BaseType_t core);

#endif
