/*
 * What the macros of include/critlint.h say about a function, on any of the declarations that the
 * unit of its definition sees.
 */
#ifndef FLOW_ANNOTATION_H
#define FLOW_ANNOTATION_H

#include "link/program.h"

/* `sym` is a program symbol. */
bool annotation_has(const struct program *program, uint32_t sym, const char *word);
/* False if the word is not there, or stands with something else than a number. */
bool annotation_number(const struct program *program, uint32_t sym, const char *word, int *number);

#endif
