/* Stand-in for the Pico SDK's pico.h. */
#ifndef CRIT_SHIM_PICO_PICO_H
#define CRIT_SHIM_PICO_PICO_H

#include <pico/error.h>
#include <pico/platform.h>
#include <pico/types.h>

#endif
