/*
 * JSON values for reporters: jansson, with our memory rule (out of memory dies) and with
 * text made valid UTF-8 first, because jansson refuses any other. Members keep the order in
 * which they were set.
 */
#ifndef REPORT_JSON_VALUE_H
#define REPORT_JSON_VALUE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

json_t *value_object(void);
json_t *value_array(void);
json_t *value_text(const char *text); /* NULL reads as "" */
json_t *value_textn(const char *text, size_t length);

/* All take ownership of `item`. */
void value_set(json_t *object, const char *name, json_t *item);
void value_add(json_t *array, json_t *item);

void value_set_text(json_t *object, const char *name, const char *text);
void value_set_number(json_t *object, const char *name, uint64_t number);
void value_set_bool(json_t *object, const char *name, bool value);
/* Sets nothing if `text` is NULL or empty. */
void value_set_known(json_t *object, const char *name, const char *text);
/* Sets nothing if `array` is empty; SARIF has no use for empty arrays. */
void value_set_filled(json_t *object, const char *name, json_t *array);

/* Writes `root` and a line break and frees it. Returns 0 or a negative errno. */
int value_write(FILE *out, json_t *root);

#endif
