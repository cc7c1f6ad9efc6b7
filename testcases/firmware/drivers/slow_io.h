/* Button and one-second clock: the two handlers at the slow priority. */
#ifndef DRIVERS_SLOW_IO_H
#define DRIVERS_SLOW_IO_H

#include <stdbool.h>
#include <stdint.h>

uint32_t slow_io_uptime_s(void);
uint32_t slow_io_last_press(void);
bool slow_io_relay(bool on);

#endif
