/* Contexts and objects of the map in JSON, as `critlint map` and `critlint why` print them. */
#ifndef REPORT_MAP_JSON_H
#define REPORT_MAP_JSON_H

#include "report/json_value.h"
#include "report/report.h"

/* Who it is, its priority, and how it was found. */
json_t *map_json_context(const struct report_input *in, const struct protection_context *context);
json_t *map_json_object(const struct report_input *in, const struct protection_program *program,
                        const struct protection_object *object);

#endif
