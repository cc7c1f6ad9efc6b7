/* A made-up analysis result and its sources, for the reporters' tests. */
#ifndef UNIT_SAMPLE_H
#define UNIT_SAMPLE_H

#include "report/report.h"

/* Writes the sources below the working directory. Returns 0 or a negative errno. */
int sample_write_sources(void);

/* The input: one finding of each awkward kind. Static memory; the caller may change its copy. */
struct report_input sample_input(void);

/* The same with one finding of 150 steps, of which 135 are essential. */
struct report_input sample_long(void);

#endif
