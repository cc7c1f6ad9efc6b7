/* Stand-in for zephyr/drivers/gpio.h. */
#ifndef CRIT_SHIM_ZEPHYR_ZEPHYR_DRIVERS_GPIO_H
#define CRIT_SHIM_ZEPHYR_ZEPHYR_DRIVERS_GPIO_H

#include <zephyr/device.h>

typedef uint8_t gpio_pin_t;
typedef uint16_t gpio_dt_flags_t;
typedef uint32_t gpio_flags_t, gpio_port_pins_t, gpio_port_value_t;

#define GPIO_INPUT (1U << 16)
#define GPIO_OUTPUT (1U << 17)
#define GPIO_OUTPUT_INACTIVE (GPIO_OUTPUT | (1U << 18))
#define GPIO_OUTPUT_ACTIVE (GPIO_OUTPUT | (1U << 19))
#define GPIO_INT_DISABLE (1U << 21)
#define GPIO_INT_EDGE_RISING (1U << 26)
#define GPIO_INT_EDGE_FALLING (1U << 25)
#define GPIO_INT_EDGE_BOTH (GPIO_INT_EDGE_RISING | GPIO_INT_EDGE_FALLING)
#define GPIO_INT_EDGE_TO_ACTIVE GPIO_INT_EDGE_RISING

struct gpio_dt_spec {
    const struct device *port;
    gpio_pin_t pin;
    gpio_dt_flags_t dt_flags;
};

struct gpio_callback;
typedef void (*gpio_callback_handler_t)(const struct device *port, struct gpio_callback *callback,
                                        gpio_port_pins_t pins);
struct gpio_callback {
    struct gpio_callback *next;
    gpio_callback_handler_t handler;
    gpio_port_pins_t pin_mask;
};

void gpio_init_callback(struct gpio_callback *callback, gpio_callback_handler_t handler,
                        gpio_port_pins_t pins);
int gpio_add_callback(const struct device *port, struct gpio_callback *callback);
int gpio_remove_callback(const struct device *port, struct gpio_callback *callback);
bool gpio_is_ready_dt(const struct gpio_dt_spec *spec);
int gpio_pin_configure_dt(const struct gpio_dt_spec *spec, gpio_flags_t flags);
int gpio_pin_interrupt_configure_dt(const struct gpio_dt_spec *spec, gpio_flags_t flags);
int gpio_pin_set_dt(const struct gpio_dt_spec *spec, int value);
int gpio_pin_get_dt(const struct gpio_dt_spec *spec);
int gpio_pin_toggle_dt(const struct gpio_dt_spec *spec);
int gpio_pin_configure(const struct device *port, gpio_pin_t pin, gpio_flags_t flags);
int gpio_pin_set(const struct device *port, gpio_pin_t pin, int value);
int gpio_pin_get(const struct device *port, gpio_pin_t pin);

#endif
