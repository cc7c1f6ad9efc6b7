/* `critlint init`: a configuration to begin with, and what a CI needs. */
#ifndef DRIVER_INIT_H
#define DRIVER_INIT_H

#include "driver/options.h"

/* Writes the file into the given folder, unless there is one; "-" prints it. Returns the exit status. */
int init_write(const struct options *options);

#endif
