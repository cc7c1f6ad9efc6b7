/* Stand-in for hardware/gpio.h. */
#ifndef CRIT_SHIM_PICO_HARDWARE_GPIO_H
#define CRIT_SHIM_PICO_HARDWARE_GPIO_H

#include <hardware/irq.h>

enum gpio_function {
    GPIO_FUNC_XIP = 0,
    GPIO_FUNC_SPI = 1,
    GPIO_FUNC_UART = 2,
    GPIO_FUNC_I2C = 3,
    GPIO_FUNC_PWM = 4,
    GPIO_FUNC_SIO = 5,
    GPIO_FUNC_PIO0 = 6,
    GPIO_FUNC_PIO1 = 7,
    GPIO_FUNC_GPCK = 8,
    GPIO_FUNC_USB = 9,
    GPIO_FUNC_NULL = 0x1f
};
typedef enum gpio_function gpio_function_t;

enum gpio_irq_level {
    GPIO_IRQ_LEVEL_LOW = 0x1,
    GPIO_IRQ_LEVEL_HIGH = 0x2,
    GPIO_IRQ_EDGE_FALL = 0x4,
    GPIO_IRQ_EDGE_RISE = 0x8
};

#define GPIO_OUT 1
#define GPIO_IN 0

typedef void (*gpio_irq_callback_t)(uint gpio, uint32_t events);

void gpio_init(uint gpio);
void gpio_deinit(uint gpio);
void gpio_init_mask(uint32_t mask);
void gpio_set_function(uint gpio, enum gpio_function function);
void gpio_set_dir(uint gpio, bool out);
void gpio_set_dir_out_masked(uint32_t mask);
void gpio_set_dir_in_masked(uint32_t mask);
bool gpio_get_dir(uint gpio);
void gpio_put(uint gpio, bool value);
void gpio_put_masked(uint32_t mask, uint32_t value);
bool gpio_get(uint gpio);
uint32_t gpio_get_all(void);
void gpio_set_mask(uint32_t mask);
void gpio_clr_mask(uint32_t mask);
void gpio_xor_mask(uint32_t mask);
void gpio_pull_up(uint gpio);
void gpio_pull_down(uint gpio);
void gpio_disable_pulls(uint gpio);
void gpio_set_pulls(uint gpio, bool up, bool down);
void gpio_set_irq_enabled(uint gpio, uint32_t events, bool enabled);
void gpio_set_irq_callback(gpio_irq_callback_t callback);
void gpio_set_irq_enabled_with_callback(uint gpio, uint32_t events, bool enabled,
                                        gpio_irq_callback_t callback);
void gpio_acknowledge_irq(uint gpio, uint32_t events);
uint32_t gpio_get_irq_event_mask(uint gpio);
void gpio_add_raw_irq_handler(uint gpio, irq_handler_t handler);
void gpio_add_raw_irq_handler_masked(uint32_t mask, irq_handler_t handler);
void gpio_remove_raw_irq_handler(uint gpio, irq_handler_t handler);

#endif
