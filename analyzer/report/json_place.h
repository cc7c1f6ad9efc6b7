/* Locations and notices in JSON, as every report of ours writes them. */
#ifndef REPORT_JSON_PLACE_H
#define REPORT_JSON_PLACE_H

#include "report/json_value.h"
#include "report/report.h"

json_t *json_place(const struct report_input *in, const struct loc *loc);
json_t *json_notices(const struct report_input *in);
json_t *json_tool(const struct report_input *in);

#endif
