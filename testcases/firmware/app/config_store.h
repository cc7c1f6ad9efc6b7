/* Settings of the gateway: read by the sensor task, changed by the link task. */
#ifndef APP_CONFIG_STORE_H
#define APP_CONFIG_STORE_H

#include <stdbool.h>
#include <stdint.h>

struct config {
    uint32_t period_ms;
    uint32_t low;
    uint32_t high;
    uint32_t address;
};

enum config_key { CONFIG_PERIOD, CONFIG_LOW, CONFIG_HIGH, CONFIG_ADDRESS, CONFIG_KEYS };

void config_init(void);
const struct config *config_get(void);
void config_read(struct config *out);
bool config_set(enum config_key key, uint32_t value);
void config_commit(const struct config *next);
uint32_t config_rate_changes(void);

#endif
