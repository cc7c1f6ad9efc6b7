/*
 * Points-to: which functions and objects with static storage a pointer may lead to. Whole
 * program, insensitive to order and context, sensitive to fields by byte offset; all elements
 * of an array are one. Local objects have no name here.
 *
 * It errs on the small side: a pointer computed from integers, or copied inside a record, has an
 * empty set. Rules must read "empty" as "unknown", never as "nothing". A set that grows beyond
 * POINTS_MAX stops growing and says so.
 */
#ifndef LINK_POINTS_H
#define LINK_POINTS_H

#include "link/program.h"

enum { POINTS_MAX = 48, POINTS_ROUNDS_MAX = 40 };

/* The `sym` of a fixed address, such as a peripheral's; `offset` is the address. */
#define POINTS_FIXED (UINT32_MAX - 1)

struct points_target {
    uint32_t sym;    /* program symbol: a function or an object; or POINTS_FIXED */
    uint32_t offset; /* bytes into the object, array indices collapsed */
};

struct points_set {
    const struct points_target *data; /* sorted */
    uint32_t count;
    bool overflow;
};

struct points;

struct points *points_solve(struct program *program, struct notice_list *notices);
void points_free(struct points *points);

/* What the value of an op may point to. Borrowed. */
struct points_set points_of_value(const struct points *points, uint32_t unit, uint32_t op);
/* What the pointer stored in a local or parameter may point to. Borrowed. */
struct points_set points_of_local(const struct points *points, uint32_t unit, uint32_t sym);

/* A byte offset of an object of that type with array indices collapsed. */
uint32_t points_collapse(const struct ir_unit *unit, uint32_t type, uint32_t offset);

/* (T *)0x40011000: a constant made a pointer. */
bool points_fixed_address(const struct ir_unit *unit, uint32_t op, uint32_t *address);

/* The byte offset of a place within its base, array indices collapsed. */
uint32_t points_offset(const struct ir_unit *unit, const struct ir_place *place);

#endif
