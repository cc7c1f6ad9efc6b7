/*
 * What the macros of include/critlint.h say about a function, a variable or a field, on any of the
 * declarations that the unit of its definition sees; and what clang's own attribute guarded_by says.
 */
#ifndef FLOW_ANNOTATION_H
#define FLOW_ANNOTATION_H

#include "link/program.h"

/* `sym` is a program symbol. */
bool annotation_has(const struct program *program, uint32_t sym, const char *word);
/* False if the word is not there, or stands with something else than a number. */
bool annotation_number(const struct program *program, uint32_t sym, const char *word, int *number);

/* The attributes of a symbol, as clang prints them. */
const char *annotation_text(const struct program *program, uint32_t sym);
/* What stands behind the word of a function: a name. NULL: the word is not there. In the image arena. */
const char *annotation_name(const struct program *program, uint32_t sym, const char *word);
/* The guard that attributes of a variable or a field name; NULL: none. In the image arena. */
const char *annotation_guard(const struct program *program, const char *attributes);

#endif
