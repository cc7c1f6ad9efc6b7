/* minirtos: a small preemptive kernel with the FreeRTOS names that the gateway uses. */
#ifndef FREERTOS_H
#define FREERTOS_H

#include <stddef.h>
#include <stdint.h>

#include "FreeRTOSConfig.h"
#include "portmacro.h"

#define pdFALSE ((BaseType_t)0)
#define pdTRUE ((BaseType_t)1)
#define pdPASS pdTRUE
#define pdFAIL pdFALSE
#define errQUEUE_FULL pdFAIL
#define errQUEUE_EMPTY pdFAIL

#define pdMS_TO_TICKS(ms) ((TickType_t)((uint64_t)(ms) * configTICK_RATE_HZ / 1000))

typedef void (*TaskFunction_t)(void *argument);

/* Memory is handed out at start-up and never returned. NULL: the pool is used up. */
void *pvPortMalloc(size_t size);

#endif
