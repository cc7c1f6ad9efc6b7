/* Stand-in for hardware/exception.h. */
#ifndef CRIT_SHIM_PICO_HARDWARE_EXCEPTION_H
#define CRIT_SHIM_PICO_HARDWARE_EXCEPTION_H

#include <pico.h>

typedef void (*exception_handler_t)(void);

enum exception_number {
    NMI_EXCEPTION = -14,
    HARDFAULT_EXCEPTION = -13,
    SVCALL_EXCEPTION = -5,
    PENDSV_EXCEPTION = -2,
    SYSTICK_EXCEPTION = -1
};

exception_handler_t exception_set_exclusive_handler(enum exception_number number,
                                                    exception_handler_t handler);
void exception_restore_handler(enum exception_number number, exception_handler_t original);
exception_handler_t exception_get_vtable_handler(enum exception_number number);

#endif
