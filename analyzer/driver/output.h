/* What every report has, whatever command it is of, and how its bytes get to a file or a terminal. */
#ifndef DRIVER_OUTPUT_H
#define DRIVER_OUTPUT_H

#include "driver/extract.h"
#include "report/report.h"

/* Version, paths, counts and looks; what is shown is for the caller to add. Sorts the notices. */
struct report_input output_input(const struct options *options, const struct unit_plans *plans,
                                 const struct extracted *extracted, struct notice_list *notices);
/* `path`: NULL or "-" for standard output. False after a message. */
bool output_write(report_function *write, const char *path, const struct report_input *in);
/* Is it standard output? */
bool output_is_stdout(const struct output_option *output);

#endif
