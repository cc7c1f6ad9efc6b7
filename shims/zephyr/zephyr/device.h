/* Stand-in for zephyr/device.h. */
#ifndef CRIT_SHIM_ZEPHYR_ZEPHYR_DEVICE_H
#define CRIT_SHIM_ZEPHYR_ZEPHYR_DEVICE_H

#include <stdbool.h>
#include <zephyr/sys/util.h>

struct device {
    const char *name;
    const void *config, *api;
    void *data;
};

bool device_is_ready(const struct device *dev);
const struct device *device_get_binding(const char *name);

#endif
