/* Stand-in for zephyr/sys/util.h. */
#ifndef CRIT_SHIM_ZEPHYR_ZEPHYR_SYS_UTIL_H
#define CRIT_SHIM_ZEPHYR_ZEPHYR_SYS_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/toolchain.h>

#define BIT(n) (1UL << (n))
#define BIT64(n) (1ULL << (n))
#define BIT_MASK(n) (BIT(n) - 1UL)
#define GENMASK(high, low) (((~0UL) << (low)) & (~0UL >> (sizeof(long) * 8 - 1 - (high))))
#define WRITE_BIT(value, n, on) ((value) = (on) ? ((value) | BIT(n)) : ((value) & ~BIT(n)))
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define CONTAINER_OF(pointer, type, field) ((type *)(void *)((char *)(pointer) - offsetof(type, field)))
#define ROUND_UP(x, to) ((((x) + (to) - 1) / (to)) * (to))
#define ROUND_DOWN(x, to) (((x) / (to)) * (to))
#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))
#define POINTER_TO_UINT(x) ((uintptr_t)(x))
#define UINT_TO_POINTER(x) ((void *)(uintptr_t)(x))
#define POINTER_TO_INT(x) ((intptr_t)(x))
#define INT_TO_POINTER(x) ((void *)(intptr_t)(x))
#ifndef MIN
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#endif
#define CLAMP(value, low, high) ((value) <= (low) ? (low) : MIN(value, high))

#endif
