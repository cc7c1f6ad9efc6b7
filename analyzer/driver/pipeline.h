/* The order of the passes; reads like the picture in ARCHITECTURE.md. */
#ifndef DRIVER_PIPELINE_H
#define DRIVER_PIPELINE_H

#include "driver/options.h"

/* Runs the command; returns the exit status. */
int pipeline_run(struct options *options);

#endif
