/*
 * `critlint map`: the protection map of each program, as text, JSON or a page; written to a file that is
 * committed, or compared with one.
 */
#ifndef DRIVER_MAP_COMMAND_H
#define DRIVER_MAP_COMMAND_H

#include "driver/extract.h"
#include "driver/options.h"
#include "report/report.h"

/* Returns the exit status: that of `in`, which has the map and what every report has, or a worse one. */
int map_command(const struct options *options, struct report_input *in, struct arena *run);

/* Does a report or a file of this run show something of the map? */
bool map_is_asked(const struct options *options);

#endif
