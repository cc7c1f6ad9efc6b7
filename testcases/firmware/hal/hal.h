/* Status codes and the handle lock that every driver of the HAL shares. */
#ifndef HAL_H
#define HAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "device.h"

#define __weak __attribute__((weak))

typedef enum { HAL_OK, HAL_ERROR, HAL_BUSY } HAL_StatusTypeDef;
typedef enum { HAL_UNLOCKED, HAL_LOCKED } HAL_LockTypeDef;

/* A handle belongs to one task: the lock catches re-use from its own callbacks, not a second task. */
#define __HAL_LOCK(handle)                                                                                   \
    do {                                                                                                     \
        if ((handle)->Lock == HAL_LOCKED) {                                                                  \
            return HAL_BUSY;                                                                                 \
        }                                                                                                    \
        (handle)->Lock = HAL_LOCKED;                                                                         \
    } while (0)

#define __HAL_UNLOCK(handle) ((handle)->Lock = HAL_UNLOCKED)

#endif
