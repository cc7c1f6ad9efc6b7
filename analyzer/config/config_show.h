/* `critlint config show`: what holds and who says it, as YAML that is a configuration again. */
#ifndef CONFIG_CONFIG_SHOW_H
#define CONFIG_CONFIG_SHOW_H

#include "config/config.h"

#include <stdio.h>

/* Writes all settings. Returns the exit status. */
int config_show(const struct config *config, FILE *out);

#endif
