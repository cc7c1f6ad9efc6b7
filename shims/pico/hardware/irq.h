/* Stand-in for hardware/irq.h, with RP2040's lines. */
#ifndef CRIT_SHIM_PICO_HARDWARE_IRQ_H
#define CRIT_SHIM_PICO_HARDWARE_IRQ_H

#include <pico.h>

typedef void (*irq_handler_t)(void);

#define TIMER_IRQ_0 0
#define TIMER_IRQ_1 1
#define TIMER_IRQ_2 2
#define TIMER_IRQ_3 3
#define PWM_IRQ_WRAP 4
#define USBCTRL_IRQ 5
#define XIP_IRQ 6
#define PIO0_IRQ_0 7
#define PIO0_IRQ_1 8
#define PIO1_IRQ_0 9
#define PIO1_IRQ_1 10
#define DMA_IRQ_0 11
#define DMA_IRQ_1 12
#define IO_IRQ_BANK0 13
#define IO_IRQ_QSPI 14
#define SIO_IRQ_PROC0 15
#define SIO_IRQ_PROC1 16
#define CLOCKS_IRQ 17
#define SPI0_IRQ 18
#define SPI1_IRQ 19
#define UART0_IRQ 20
#define UART1_IRQ 21
#define ADC_IRQ_FIFO 22
#define I2C0_IRQ 23
#define I2C1_IRQ 24
#define RTC_IRQ 25

#define PICO_HIGHEST_IRQ_PRIORITY 0x00
#define PICO_DEFAULT_IRQ_PRIORITY 0x80
#define PICO_LOWEST_IRQ_PRIORITY 0xff
#define PICO_SHARED_IRQ_HANDLER_HIGHEST_ORDER_PRIORITY 0xff
#define PICO_SHARED_IRQ_HANDLER_DEFAULT_ORDER_PRIORITY 0x80
#define PICO_SHARED_IRQ_HANDLER_LOWEST_ORDER_PRIORITY 0x00

void irq_set_priority(uint line, uint8_t priority);
uint irq_get_priority(uint line);
void irq_set_enabled(uint line, bool enabled);
bool irq_is_enabled(uint line);
void irq_set_mask_enabled(uint32_t mask, bool enabled);
void irq_set_exclusive_handler(uint line, irq_handler_t handler);
irq_handler_t irq_get_exclusive_handler(uint line);
void irq_add_shared_handler(uint line, irq_handler_t handler, uint8_t order);
void irq_remove_handler(uint line, irq_handler_t handler);
bool irq_has_shared_handler(uint line);
irq_handler_t irq_get_vtable_handler(uint line);
void irq_clear(uint line);
void irq_set_pending(uint line);
int user_irq_claim_unused(bool required);
void user_irq_claim(uint line);

#endif
