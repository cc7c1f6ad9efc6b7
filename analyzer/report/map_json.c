/*
 * The protection map as JSON, complete:
 *
 *   {"format": 1, "tool": {"name", "version"},
 *    "programs": [{"main",
 *      "contexts": [{"kind", "name", "priority", "priority_is_reset", "line", "unmaskable", "guessed",
 *                    "functions", "found", "location", "priority_location", "shares"}],
 *      "objects": [{"name", "kind", "location", "sure", "verdict", "bare", "unsure",
 *                   "cells": [{"context", "name", "reads", "writes", "updates", "guard", "label", "unsure"}],
 *                   "accesses": [{"context", "name", "touches", "function", "location", "access", "guard",
 *                                 "label", "words", "unsure"}]}]}],
 *    "notices": [{"kind", "message", "location"}]}
 *
 * "context" is an index into the program's contexts. "format" grows when a reader would have to change.
 */
#include "report/map_json.h"

#include "report/common.h"
#include "report/json_place.h"

#define FORMAT 1

json_t *map_json_context(const struct report_input *in, const struct protection_context *context)
{
    json_t *value = value_object();
    value_set_text(value, "kind", context->kind);
    value_set_text(value, "name", context->name);
    if (context->has_priority) {
        value_set(value, "priority", json_integer(context->priority));
        value_set_bool(value, "priority_is_reset", context->priority_is_reset);
    }
    value_set_bool(value, "guessed", context->guessed);
    value_set_text(value, "found", context->found);
    if (context->loc.line) {
        value_set(value, "location", json_place(in, &context->loc));
    }
    if (context->prioritised.line) {
        value_set(value, "priority_location", json_place(in, &context->prioritised));
    }
    return value;
}

/* A column of the map. */
static json_t *column_value(const struct report_input *in, const struct protection_context *context)
{
    json_t *value = map_json_context(in, context);
    if (context->has_line) {
        value_set(value, "line", json_integer(context->line));
    }
    value_set_bool(value, "unmaskable", context->unmaskable);
    value_set_number(value, "functions", context->count);
    value_set_number(value, "shares", context->shares);
    return value;
}

static json_t *cell_value(const struct protection_program *program, const struct protection_cell *cell)
{
    json_t *value = value_object();
    value_set_number(value, "context", cell->context);
    value_set_text(value, "name", program->contexts[cell->context].name);
    value_set_number(value, "reads", cell->touches[TOUCH_READ]);
    value_set_number(value, "writes", cell->touches[TOUCH_WRITE]);
    value_set_number(value, "updates", cell->touches[TOUCH_UPDATE]);
    value_set_text(value, "guard", guard_name(cell->guard));
    value_set_text(value, "label", cell->label);
    value_set_bool(value, "unsure", cell->unsure);
    return value;
}

static json_t *access_value(const struct report_input *in, const struct protection_program *program,
                            const struct protection_access *access)
{
    json_t *value = value_object();
    value_set_number(value, "context", access->context);
    value_set_text(value, "name", program->contexts[access->context].name);
    value_set_text(value, "touches", access->name);
    value_set_text(value, "function", access->function);
    value_set(value, "location", json_place(in, &access->loc));
    value_set_text(value, "access", touch_name(access->touch));
    value_set_text(value, "guard", guard_name(access->guard));
    value_set_text(value, "label", access->label);
    value_set_text(value, "words", access->words);
    value_set_bool(value, "unsure", access->unsure);
    return value;
}

json_t *map_json_object(const struct report_input *in, const struct protection_program *program,
                        const struct protection_object *object)
{
    json_t *value = value_object();
    value_set_text(value, "name", object->name);
    value_set_text(value, "kind", object->kind);
    if (object->loc.line) {
        value_set(value, "location", json_place(in, &object->loc));
    }
    value_set_bool(value, "sure", object->sure);
    value_set_text(value, "verdict", verdict_name(object->verdict));
    value_set_number(value, "bare", object->bare);
    value_set_number(value, "unsure", object->unsure);
    json_t *cells = value_array();
    for (size_t i = 0; i < object->cell_count; i++) {
        value_add(cells, cell_value(program, &object->cells[i]));
    }
    value_set(value, "cells", cells);
    json_t *accesses = value_array();
    for (size_t i = 0; i < object->access_count; i++) {
        value_add(accesses, access_value(in, program, &object->accesses[i]));
    }
    value_set(value, "accesses", accesses);
    return value;
}

static json_t *program_value(const struct report_input *in, const struct protection_program *program)
{
    json_t *value = value_object();
    value_set_text(value, "main", program->name);
    json_t *contexts = value_array();
    for (size_t i = 0; i < program->context_count; i++) {
        value_add(contexts, column_value(in, &program->contexts[i]));
    }
    value_set(value, "contexts", contexts);
    json_t *objects = value_array();
    for (size_t i = 0; i < program->object_count; i++) {
        value_add(objects, map_json_object(in, program, &program->objects[i]));
    }
    value_set(value, "objects", objects);
    return value;
}

int report_map_json(FILE *out, const struct report_input *in)
{
    json_t *programs = value_array();
    for (size_t i = 0; i < in->protection->count; i++) {
        value_add(programs, program_value(in, &in->protection->data[i]));
    }
    json_t *root = value_object();
    value_set_number(root, "format", FORMAT);
    value_set(root, "tool", json_tool(in));
    value_set(root, "programs", programs);
    value_set(root, "notices", json_notices(in));
    return value_write(out, root);
}
