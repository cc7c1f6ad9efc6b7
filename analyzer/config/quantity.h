/* Numbers with a unit: "1.5us", "100 us", "48MHz". */
#ifndef CONFIG_QUANTITY_H
#define CONFIG_QUANTITY_H

#include <stdbool.h>
#include <stdint.h>

/* In nanoseconds, from 1 ns to some hours. */
bool quantity_time(const char *text, uint64_t *nanoseconds);
/* In hertz, from 1 Hz to 100 GHz. */
bool quantity_frequency(const char *text, uint64_t *hertz);

#endif
