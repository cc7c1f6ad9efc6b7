/* Stand-in for the Pico SDK's pico/error.h. */
#ifndef CRIT_SHIM_PICO_PICO_ERROR_H
#define CRIT_SHIM_PICO_PICO_ERROR_H

enum pico_error_codes {
    PICO_OK = 0,
    PICO_ERROR_NONE = 0,
    PICO_ERROR_TIMEOUT = -1,
    PICO_ERROR_GENERIC = -2,
    PICO_ERROR_NO_DATA = -3,
    PICO_ERROR_NOT_PERMITTED = -4,
    PICO_ERROR_INVALID_ARG = -5,
    PICO_ERROR_IO = -6,
};

#endif
