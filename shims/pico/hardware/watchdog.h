/* Stand-in for hardware/watchdog.h. */
#ifndef CRIT_SHIM_PICO_HARDWARE_WATCHDOG_H
#define CRIT_SHIM_PICO_HARDWARE_WATCHDOG_H

#include <pico.h>

void watchdog_enable(uint32_t ms, bool pause_on_debug);
void watchdog_update(void);
void watchdog_reboot(uint32_t pc, uint32_t sp, uint32_t ms);
bool watchdog_caused_reboot(void);

#endif
