/* The serial line to the gateway: bytes in through a ring, frames out. */
#ifndef DRIVERS_UART_LINK_H
#define DRIVERS_UART_LINK_H

#include <stdbool.h>
#include <stdint.h>

bool uart_link_init(void);
bool uart_link_idle(void);
bool uart_link_read(uint8_t *byte);
bool uart_link_send(const uint8_t *data, uint32_t size);
void uart_link_cancel(void);
uint32_t uart_link_level(void);
uint32_t uart_link_restart(void);
uint32_t uart_link_take_errors(void);
uint32_t uart_link_bytes(void);

#endif
