/*
 * The protection map of a program, from its facts (flow/sharing.h) to what reports and files say of it
 * (core/protection.h): names, words and an order that does not depend on that of the units.
 */
#ifndef DRIVER_PROTECT_H
#define DRIVER_PROTECT_H

#include "core/notice.h"
#include "core/protection.h"
#include "flow/sharing.h"

/* Everything is copied to the run arena. */
void protect_add(struct protection *protection, struct arena *run, const char *name, const struct flow *flow,
                 struct notice_list *notices);
void protect_free(struct protection *protection);

/* One context as the map shows it. */
struct protection_context protect_context(const struct facts *facts, uint32_t context);
/* The place of an op of a function. */
struct loc protect_place(const struct facts *facts, uint32_t func, uint32_t op);

/* "PRIMASK", "BASEPRI >= 5": what a part of the mask is called on the processor of that function. */
const char *protect_part(struct arena *run, const struct facts *facts, uint32_t func, enum model_part part,
                         const struct abs_mask *mask);
/* The name of a lock: the object that a key stands for. */
const char *protect_lock(const struct facts *facts, int64_t key);

#endif
