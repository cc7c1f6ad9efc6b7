/* Stand-in for the Pico SDK's pico/stdio.h. */
#ifndef CRIT_SHIM_PICO_PICO_STDIO_H
#define CRIT_SHIM_PICO_PICO_STDIO_H

#include <pico.h>
#include <stdio.h>

bool stdio_init_all(void);
void stdio_flush(void);
int getchar_timeout_us(uint32_t timeout);

#endif
