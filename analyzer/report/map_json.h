/* An object of the map in JSON, as `critlint map` and `critlint why` print it. */
#ifndef REPORT_MAP_JSON_H
#define REPORT_MAP_JSON_H

#include "report/json_value.h"
#include "report/report.h"

json_t *map_json_object(const struct report_input *in, const struct protection_program *program,
                        const struct protection_object *object);

#endif
