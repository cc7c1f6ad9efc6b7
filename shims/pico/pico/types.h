/* Stand-in for the Pico SDK's pico/types.h. */
#ifndef CRIT_SHIM_PICO_PICO_TYPES_H
#define CRIT_SHIM_PICO_PICO_TYPES_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef unsigned int uint;
typedef uint64_t absolute_time_t;
typedef volatile uint32_t io_rw_32;
typedef const volatile uint32_t io_ro_32;
typedef volatile uint32_t io_wo_32;
typedef volatile uint16_t io_rw_16;
typedef volatile uint8_t io_rw_8;

typedef struct {
    int16_t year;
    int8_t month, day, dotw, hour, min, sec;
} datetime_t;

#endif
