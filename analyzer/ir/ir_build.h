/*
 * Making a unit: interning of strings and locations, and the appending of blocks and ops.
 * Used by every front end (C by libclang, assembly vector tables). The builder owns the
 * interning maps only; the unit outlives it.
 */
#ifndef IR_IR_BUILD_H
#define IR_IR_BUILD_H

#include "ir/ir.h"

struct ir_build {
    struct ir_unit *unit;
    struct map string_ids; /* hash -> offset in strings */
    struct map loc_ids;    /* hash -> loc */
};

void ir_build_init(struct ir_build *build, struct ir_unit *unit);
void ir_build_fini(struct ir_build *build);

uint32_t ir_string(struct ir_build *build, const char *text);
uint32_t ir_stringn(struct ir_build *build, const char *text, size_t length);
uint32_t ir_loc_add(struct ir_build *build, const struct ir_loc *loc);
void ir_notice_add(struct ir_build *build, uint32_t kind, uint32_t loc, const char *message);

/* Frees the arrays of a unit that was built in memory. */
void ir_unit_free(struct ir_unit *unit);

#endif
