/* The clock: started once, trimmed all the time. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

void clock_start(void);
void clock_adjust(uint32_t trim);

#endif
