/*
 * Abstract values: enough to follow a saved mask state, to tell constants and addresses, and
 * to correlate two branches on one flag.
 */
#ifndef FLOW_VALUE_H
#define FLOW_VALUE_H

#include "flow/mask.h"

enum value_kind {
    VALUE_ANY,     /* nothing known */
    VALUE_UNSET,   /* a local that no path has written */
    VALUE_INT,     /* low ... high */
    VALUE_NONZERO, /* anything but 0 */
    VALUE_TOKEN,   /* a saved state of `gate` (or a test of one) */
    VALUE_PARAM,   /* what parameter `id` was at the entry */
    VALUE_GLOBAL,  /* the address of program symbol `id` + low */
    VALUE_LOCAL,   /* the address of local `id` + low */
    VALUE_CELL,    /* what the memory cell with key `low` held at the entry */
    VALUE_POINTER, /* a pointer read from global `id` inside a section */
    VALUE_PROOF,   /* proves that the section whose state op `id` saved is held (flow/proof.h) */
};

/* Not a parameter of C: whether the function runs in a handler. Parameters beyond it are not followed. */
enum { PARAM_IN_ISR = 15 };

/* Flags of VALUE_PARAM: its logical negation; a register of which only some bits are it. */
enum { PARAM_NOT = 1, PARAM_RAW = 2 };

enum {
    TOKEN_OPEN_NONZERO = 1, /* non-zero means open; else non-zero means masked */
    TOKEN_RAW = 2,          /* a whole register: a test must first select the bit */
    TOKEN_BOOLEAN = 4,      /* 0 or 1 */
    TOKEN_CUT = 8,          /* went through a type that is too narrow for it */
};

struct value {
    uint8_t kind; /* enum value_kind */
    uint8_t gate;
    relation state;   /* token: entry value → saved state */
    uint8_t flags;    /* TOKEN_* */
    uint32_t id;      /* symbol or parameter; token: the op that saved it */
    uint32_t section; /* addresses: the op that opened the section in which it was made, or FLOW_NONE; of a
                         local: the op that stored it in a variable that outlives it */
    int64_t low, high;
};

static inline struct value value_any(void)
{
    return (struct value){.kind = VALUE_ANY, .section = FLOW_NONE};
}

static inline struct value value_int(int64_t value)
{
    return (struct value){.kind = VALUE_INT, .section = FLOW_NONE, .low = value, .high = value};
}

static inline bool value_is_int(const struct value *value, int64_t *constant)
{
    *constant = value->low;
    return value->kind == VALUE_INT && value->low == value->high;
}

bool value_same(const struct value *a, const struct value *b);
/* a ⊔ b; with `widen`, intervals that differ become VALUE_ANY. */
struct value value_join(const struct value *a, const struct value *b, bool widen);

struct value value_in_isr(void);
/* !value, for what a condition can ask of it. */
struct value value_not(const struct value *value);

enum truth { TRUTH_UNKNOWN, TRUTH_FALSE, TRUTH_TRUE };
enum truth value_truth(const struct value *value);

#endif
