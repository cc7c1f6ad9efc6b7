/* Stand-in for hardware/uart.h. */
#ifndef CRIT_SHIM_PICO_HARDWARE_UART_H
#define CRIT_SHIM_PICO_HARDWARE_UART_H

#include <pico.h>

typedef struct uart_inst uart_inst_t;
extern uart_inst_t *const crit_shim_uart0, *const crit_shim_uart1;
#define uart0 crit_shim_uart0
#define uart1 crit_shim_uart1

typedef enum { UART_PARITY_NONE, UART_PARITY_EVEN, UART_PARITY_ODD } uart_parity_t;

uint uart_init(uart_inst_t *uart, uint baudrate);
void uart_deinit(uart_inst_t *uart);
uint uart_set_baudrate(uart_inst_t *uart, uint baudrate);
void uart_set_hw_flow(uart_inst_t *uart, bool cts, bool rts);
void uart_set_format(uart_inst_t *uart, uint data_bits, uint stop_bits, uart_parity_t parity);
void uart_set_irq_enables(uart_inst_t *uart, bool rx_has_data, bool tx_needs_data);
void uart_set_fifo_enabled(uart_inst_t *uart, bool enabled);
bool uart_is_writable(uart_inst_t *uart);
bool uart_is_readable(uart_inst_t *uart);
void uart_write_blocking(uart_inst_t *uart, const uint8_t *data, size_t length);
void uart_read_blocking(uart_inst_t *uart, uint8_t *data, size_t length);
void uart_putc(uart_inst_t *uart, char c);
void uart_putc_raw(uart_inst_t *uart, char c);
void uart_puts(uart_inst_t *uart, const char *text);
char uart_getc(uart_inst_t *uart);

#endif
