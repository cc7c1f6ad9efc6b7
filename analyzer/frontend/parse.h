/*
 * Parsing one unit with libclang and lowering it. The only door of the folder for C sources.
 */
#ifndef FRONTEND_PARSE_H
#define FRONTEND_PARSE_H

#include "frontend/parse_input.h"

/* Finds headers that clang does not: the tree index and the built-in shims (frontend/headers.h). */
struct headers;

/*
 * Parses and lowers into `unit` (empty on entry). Never fails: a unit that gives nothing has
 * health IR_LOST and a notice that says why. `headers` may be NULL.
 */
void parse_unit(struct ir_unit *unit, const struct parse_input *input, struct headers *headers);

#endif
