/* Stand-in for the generated sdkconfig.h: nothing is configured. */
#ifndef CRIT_SHIM_ESP_IDF_SDKCONFIG_H
#define CRIT_SHIM_ESP_IDF_SDKCONFIG_H

#define CONFIG_FREERTOS_HZ 100
#define CONFIG_LOG_MAXIMUM_LEVEL 3

#endif
