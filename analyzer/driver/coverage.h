/*
 * How much of the program was understood: what the summary line, --min-coverage and the notices say.
 */
#ifndef DRIVER_COVERAGE_H
#define DRIVER_COVERAGE_H

#include "driver/extract.h"
#include "report/report.h"

/* Fills the numbers of units and functions of `in`. */
void coverage_count(struct report_input *in, const struct unit_plans *plans,
                    const struct extracted *extracted);

#endif
