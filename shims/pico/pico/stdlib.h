/* Stand-in for the Pico SDK's pico/stdlib.h. */
#ifndef CRIT_SHIM_PICO_PICO_STDLIB_H
#define CRIT_SHIM_PICO_PICO_STDLIB_H

#include <hardware/gpio.h>
#include <hardware/uart.h>
#include <pico.h>
#include <pico/stdio.h>
#include <pico/time.h>
#include <stdlib.h>

#define PICO_DEFAULT_LED_PIN 25
#define PICO_DEFAULT_UART_TX_PIN 0
#define PICO_DEFAULT_UART_RX_PIN 1

void setup_default_uart(void);
bool set_sys_clock_khz(uint32_t khz, bool required);

#endif
