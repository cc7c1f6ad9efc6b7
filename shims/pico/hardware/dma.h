/* Stand-in for hardware/dma.h. */
#ifndef CRIT_SHIM_PICO_HARDWARE_DMA_H
#define CRIT_SHIM_PICO_HARDWARE_DMA_H

#include <pico.h>

typedef struct {
    uint32_t ctrl;
} dma_channel_config;

enum dma_channel_transfer_size { DMA_SIZE_8 = 0, DMA_SIZE_16 = 1, DMA_SIZE_32 = 2 };

int dma_claim_unused_channel(bool required);
void dma_channel_claim(uint channel);
void dma_channel_unclaim(uint channel);
dma_channel_config dma_channel_get_default_config(uint channel);
void channel_config_set_transfer_data_size(dma_channel_config *config, enum dma_channel_transfer_size size);
void channel_config_set_read_increment(dma_channel_config *config, bool increment);
void channel_config_set_write_increment(dma_channel_config *config, bool increment);
void channel_config_set_dreq(dma_channel_config *config, uint dreq);
void channel_config_set_chain_to(dma_channel_config *config, uint channel);
void channel_config_set_ring(dma_channel_config *config, bool write, uint bits);
void dma_channel_configure(uint channel, const dma_channel_config *config, volatile void *to,
                           const volatile void *from, uint count, bool start);
void dma_channel_set_read_addr(uint channel, const volatile void *from, bool start);
void dma_channel_set_write_addr(uint channel, volatile void *to, bool start);
void dma_channel_set_trans_count(uint channel, uint32_t count, bool start);
void dma_channel_set_irq0_enabled(uint channel, bool enabled);
void dma_channel_set_irq1_enabled(uint channel, bool enabled);
bool dma_channel_get_irq0_status(uint channel);
void dma_channel_acknowledge_irq0(uint channel);
void dma_channel_acknowledge_irq1(uint channel);
void dma_channel_start(uint channel);
void dma_channel_abort(uint channel);
bool dma_channel_is_busy(uint channel);
void dma_channel_wait_for_finish_blocking(uint channel);

#endif
