/* Stand-in for the Pico SDK's pico/sync.h. */
#ifndef CRIT_SHIM_PICO_PICO_SYNC_H
#define CRIT_SHIM_PICO_PICO_SYNC_H

#include <hardware/sync.h>
#include <pico/critical_section.h>
#include <pico/mutex.h>
#include <pico/sem.h>

#endif
