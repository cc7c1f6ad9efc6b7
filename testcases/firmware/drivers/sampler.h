/* Analog inputs: blocks of four channels by ADC and DMA, and what is derived from them. */
#ifndef DRIVERS_SAMPLER_H
#define DRIVERS_SAMPLER_H

#include <stdbool.h>
#include <stdint.h>

#define SAMPLER_CHANNELS 4

struct sample_block {
    uint32_t sequence;
    uint32_t stamp_us;
    uint16_t raw[SAMPLER_CHANNELS];
};

struct sample_sums {
    uint32_t blocks;
    uint32_t sum[SAMPLER_CHANNELS];
};

struct sample_peaks {
    uint32_t stamp_us;
    uint16_t high[SAMPLER_CHANNELS];
};

bool sampler_init(void);
bool sampler_start(void);
void sampler_stop(void);
void sampler_latest(struct sample_block *out);
void sampler_sums(struct sample_sums *out);
void sampler_take_peaks(struct sample_peaks *out);
void sampler_limits(uint32_t low, uint32_t high);

#endif
