/*
 * The headers that a source needs whatever its configuration is, found before clang is asked: each
 * parse that only says which header is missing next costs as much as the one that counts.
 */
#ifndef FRONTEND_INCLUDES_H
#define FRONTEND_INCLUDES_H

#include "base/vec.h"
#include "frontend/headers.h"
#include "frontend/trace.h"

struct include_flags {
    VEC(const char *) data; /* in: the flags of the unit, joined as "-Idir"; out: with what was found */
};

/* Follows the #includes of `unit` outside of conditions. What it does not see, clang's errors still tell. */
void includes_find(struct include_flags *flags, struct headers *headers, enum ir_arch arch, const char *unit,
                   struct parse_trace *trace);

#endif
