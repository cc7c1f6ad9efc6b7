/*
 * Which bit enables an interrupt of an AVR: OCIE1A in TIMSK1 for TIMER1_COMPA. A core has no
 * interrupt controller that would tell; it stands in the data sheets.
 */
#ifndef FLOW_AVR_SOURCE_H
#define FLOW_AVR_SOURCE_H

#include <stdint.h>

struct avr_source {
    uint8_t vector;
    uint16_t address; /* in data space */
    uint8_t bit;
};

enum { AVR_SOURCES_MAX = 8 };

/* The interrupts that bits of the register at an address enable: none where nothing is known. */
int avr_sources_at(const char *cpu, uint32_t address, struct avr_source found[AVR_SOURCES_MAX]);

/* NULL for a device or a vector that is not in the tables: then nothing is known to enable it. */
const struct avr_source *avr_source(const char *cpu, int vector);

#endif
