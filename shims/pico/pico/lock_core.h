/* Stand-in for the Pico SDK's pico/lock_core.h. */
#ifndef CRIT_SHIM_PICO_PICO_LOCK_CORE_H
#define CRIT_SHIM_PICO_PICO_LOCK_CORE_H

#include <hardware/sync.h>
#include <pico/time.h>

struct lock_core {
    spin_lock_t *spin_lock;
};
typedef struct lock_core lock_core_t;
typedef int8_t lock_owner_id_t;

void lock_init(lock_core_t *core, uint number);

#endif
