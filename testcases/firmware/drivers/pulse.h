/* Flow meter: pulses on TIM2 channel 1. */
#ifndef DRIVERS_PULSE_H
#define DRIVERS_PULSE_H

#include <stdint.h>

struct pulse_stats {
    uint32_t count;
    uint32_t last_capture;
    uint32_t shortest; /* microseconds */
};

void pulse_init(void);
void pulse_snapshot(struct pulse_stats *out);
uint32_t pulse_take(void);
void pulse_restart(void);
uint64_t pulse_started_us(void);
uint32_t pulse_stalls(void);

#endif
