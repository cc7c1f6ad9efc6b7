/* Stand-in for zephyr/types.h. */
#ifndef CRIT_SHIM_ZEPHYR_ZEPHYR_TYPES_H
#define CRIT_SHIM_ZEPHYR_ZEPHYR_TYPES_H

#include <stddef.h>
#include <stdint.h>

typedef int8_t s8_t;
typedef int16_t s16_t;
typedef int32_t s32_t;
typedef int64_t s64_t;
typedef uint8_t u8_t;
typedef uint16_t u16_t;
typedef uint32_t u32_t;
typedef uint64_t u64_t;

#endif
