/* Stand-in for esp_log.h: esp_log_write takes a mutex, the early forms do not. */
#ifndef CRIT_SHIM_ESP_IDF_ESP_LOG_H
#define CRIT_SHIM_ESP_IDF_ESP_LOG_H

#include <stdint.h>

typedef enum {
    ESP_LOG_NONE,
    ESP_LOG_ERROR,
    ESP_LOG_WARN,
    ESP_LOG_INFO,
    ESP_LOG_DEBUG,
    ESP_LOG_VERBOSE
} esp_log_level_t;

void esp_log_write(esp_log_level_t level, const char *tag, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void esp_log_level_set(const char *tag, esp_log_level_t level);
uint32_t esp_log_timestamp(void);
int esp_rom_printf(const char *format, ...);

#define ESP_LOGE(tag, ...) esp_log_write(ESP_LOG_ERROR, (tag), __VA_ARGS__)
#define ESP_LOGW(tag, ...) esp_log_write(ESP_LOG_WARN, (tag), __VA_ARGS__)
#define ESP_LOGI(tag, ...) esp_log_write(ESP_LOG_INFO, (tag), __VA_ARGS__)
#define ESP_LOGD(tag, ...) esp_log_write(ESP_LOG_DEBUG, (tag), __VA_ARGS__)
#define ESP_LOGV(tag, ...) esp_log_write(ESP_LOG_VERBOSE, (tag), __VA_ARGS__)
#define ESP_EARLY_LOGE(tag, ...) esp_rom_printf(__VA_ARGS__)
#define ESP_EARLY_LOGW(tag, ...) esp_rom_printf(__VA_ARGS__)
#define ESP_EARLY_LOGI(tag, ...) esp_rom_printf(__VA_ARGS__)
#define ESP_DRAM_LOGE(tag, ...) esp_rom_printf(__VA_ARGS__)
#define ESP_DRAM_LOGW(tag, ...) esp_rom_printf(__VA_ARGS__)
#define ESP_DRAM_LOGI(tag, ...) esp_rom_printf(__VA_ARGS__)

#endif
