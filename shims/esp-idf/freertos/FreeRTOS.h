/*
 * Stand-in for ESP-IDF's freertos/FreeRTOS.h: the kernel's, with sections that take a spinlock.
 * They are functions without a body: the mask is the Xtensa PS register or a RISC-V threshold,
 * and models/esp-idf.yaml says what they do.
 */
#ifndef CRIT_SHIM_ESP_IDF_FREERTOS_FREERTOS_H
#define CRIT_SHIM_ESP_IDF_FREERTOS_FREERTOS_H

#include <FreeRTOS.h>
#include <esp_attr.h>
#include <esp_err.h>
#include <stdbool.h>

typedef struct {
    uint32_t owner, count;
} spinlock_t;
typedef spinlock_t portMUX_TYPE;

#define SPINLOCK_FREE 0xB33FFFFF
#define SPINLOCK_INITIALIZER {.owner = SPINLOCK_FREE, .count = 0}
#define portMUX_INITIALIZER_UNLOCKED SPINLOCK_INITIALIZER
#define portMUX_FREE_VAL SPINLOCK_FREE
#define portMUX_INITIALIZE(mux) spinlock_initialize(mux)
#define portNUM_PROCESSORS 2
#define portTICK_RATE_MS portTICK_PERIOD_MS
#define tskNO_AFFINITY 0x7FFFFFFF

void spinlock_initialize(spinlock_t *lock);
bool spinlock_acquire(spinlock_t *lock, int32_t timeout);
void spinlock_release(spinlock_t *lock);

#undef portENTER_CRITICAL
#undef portEXIT_CRITICAL
void portENTER_CRITICAL(portMUX_TYPE *mux);
void portEXIT_CRITICAL(portMUX_TYPE *mux);
void portENTER_CRITICAL_ISR(portMUX_TYPE *mux);
void portEXIT_CRITICAL_ISR(portMUX_TYPE *mux);
void portENTER_CRITICAL_SAFE(portMUX_TYPE *mux);
void portEXIT_CRITICAL_SAFE(portMUX_TYPE *mux);
BaseType_t portTRY_ENTER_CRITICAL(portMUX_TYPE *mux, BaseType_t timeout);
uint32_t portENTER_CRITICAL_NESTED(void);
void portEXIT_CRITICAL_NESTED(uint32_t state);

#undef portSET_INTERRUPT_MASK_FROM_ISR
#undef portCLEAR_INTERRUPT_MASK_FROM_ISR
UBaseType_t portSET_INTERRUPT_MASK_FROM_ISR(void);
void portCLEAR_INTERRUPT_MASK_FROM_ISR(UBaseType_t state);

#undef portYIELD_FROM_ISR
void crit_shim_yield_from_isr(void);
#define portYIELD_FROM_ISR(...) crit_shim_yield_from_isr()

BaseType_t xPortInIsrContext(void);
BaseType_t xPortGetCoreID(void);

#endif
