/* Stand-in for esp_check.h: the macros return or jump from their caller. */
#ifndef CRIT_SHIM_ESP_IDF_ESP_CHECK_H
#define CRIT_SHIM_ESP_IDF_ESP_CHECK_H

#include <esp_err.h>
#include <esp_log.h>

#define ESP_RETURN_ON_ERROR(expression, tag, ...)                                                            \
    do {                                                                                                     \
        esp_err_t err_rc_ = (expression);                                                                    \
        if (err_rc_ != ESP_OK) {                                                                             \
            ESP_LOGE(tag, __VA_ARGS__);                                                                      \
            return err_rc_;                                                                                  \
        }                                                                                                    \
    } while (0)
#define ESP_RETURN_ON_FALSE(condition, code, tag, ...)                                                       \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            ESP_LOGE(tag, __VA_ARGS__);                                                                      \
            return (code);                                                                                   \
        }                                                                                                    \
    } while (0)
#define ESP_GOTO_ON_ERROR(expression, label, tag, ...)                                                       \
    do {                                                                                                     \
        esp_err_t err_rc_ = (expression);                                                                    \
        if (err_rc_ != ESP_OK) {                                                                             \
            ESP_LOGE(tag, __VA_ARGS__);                                                                      \
            ret = err_rc_;                                                                                   \
            goto label;                                                                                      \
        }                                                                                                    \
    } while (0)
#define ESP_GOTO_ON_FALSE(condition, code, label, tag, ...)                                                  \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            ESP_LOGE(tag, __VA_ARGS__);                                                                      \
            ret = (code);                                                                                    \
            goto label;                                                                                      \
        }                                                                                                    \
    } while (0)

#endif
