/*
 * Objects that keep their initial value because nothing in the program writes them: tables of
 * configuration that nobody marked const. Only what the sources show; a write through a
 * pointer that was made of integers is not seen.
 */
#ifndef LINK_CONSTANTS_H
#define LINK_CONSTANTS_H

#include "link/points.h"

struct constants;

struct constants *constants_find(struct program *program, const struct points *points);
void constants_free(struct constants *constants);
/* The integer that lies at a byte offset of a program symbol for ever. False if that is not known. */
bool constants_get(const struct constants *constants, uint32_t sym, uint32_t offset, int64_t *value);

#endif
