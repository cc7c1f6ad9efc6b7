/*
 * Which lock a pointer names, so that two of them can be told to be the same one: a global
 * object, or a place behind a parameter or behind a pointer variable, each at a byte offset.
 *
 * Equal keys are the same object as long as the pointer was not written in between
 * (lock_forget). Different keys may still be the same object: an unlock that matches nothing
 * therefore ends what is known of all locks behind pointers. An element of an array whose
 * index is not constant has no name. Errs towards "not known".
 */
#ifndef FLOW_LOCK_H
#define FLOW_LOCK_H

#include "flow/exec_value.h"

/* The lock that an argument points to, `offset` bytes further; HOLD_KEY_UNKNOWN if it has no name. */
int64_t lock_key_of(struct exec *exec, const struct state *state, uint32_t op, uint32_t offset);

/* Does the key name something behind parameter *param, at *offset? */
bool lock_behind_param(int64_t key, uint32_t *param, uint32_t *offset);
/* May it be another name of the same object as a key that differs? */
bool lock_may_alias(int64_t key);
/* Does it say something to callers? A key behind a local pointer does not. */
bool lock_has_global_name(int64_t key);
/* The program symbol that a key with a global name is, or whose pointer it lies behind. */
uint32_t lock_symbol(int64_t key);
/* How many bytes further the lock lies. */
uint32_t lock_offset(int64_t key);

/* A pointer variable (a local, or a program symbol) is written: what was held through it lost its name. */
void lock_forget(struct mask *mask, uint32_t variable, bool is_global);
/* A lock is given back that is not known to be held: it may be any behind a pointer. */
void lock_release_unknown(struct mask *mask, enum hold_kind kind);

#endif
