/* Stand-in for the Pico SDK's pico/multicore.h. */
#ifndef CRIT_SHIM_PICO_PICO_MULTICORE_H
#define CRIT_SHIM_PICO_PICO_MULTICORE_H

#include <pico/sync.h>

void multicore_reset_core1(void);
void multicore_launch_core1(void (*entry)(void));
void multicore_launch_core1_with_stack(void (*entry)(void), uint32_t *stack, size_t size);
void multicore_launch_core1_raw(void (*entry)(void), uint32_t *stack_pointer, uint32_t vectors);
bool multicore_fifo_rvalid(void);
bool multicore_fifo_wready(void);
void multicore_fifo_push_blocking(uint32_t data);
bool multicore_fifo_push_timeout_us(uint32_t data, uint64_t timeout);
uint32_t multicore_fifo_pop_blocking(void);
bool multicore_fifo_pop_timeout_us(uint64_t timeout, uint32_t *out);
void multicore_fifo_drain(void);
void multicore_fifo_clear_irq(void);
uint32_t multicore_fifo_get_status(void);
void multicore_lockout_victim_init(void);
void multicore_lockout_start_blocking(void);
bool multicore_lockout_start_timeout_us(uint64_t timeout);
void multicore_lockout_end_blocking(void);

#endif
