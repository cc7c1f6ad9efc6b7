/*
 * The mask state: which gates between an interrupt and the code are shut, as a function of how
 * they were when the function was entered.
 *
 * A one-bit gate is a relation entry value → {open, masked}, four bits. Sequencing is
 * composition, join is union, and an entry value with no image is infeasible on that path;
 * that is how a conditional restore (`if (!saved) enable();`) comes out exact. Counted
 * sections are intervals relative to the entry count. Lines and locks are sets: `must` entries
 * are held on every path and alone protect; the others may be held and matter for leaks.
 *
 * `by` remembers the op that shut the gate on this path, for the story of a finding; it never
 * decides anything by its value, only by being there.
 */
#ifndef FLOW_MASK_H
#define FLOW_MASK_H

#include <stdbool.h>
#include <stdint.h>

#define FLOW_NONE UINT32_MAX

enum gate {
    GATE_GLOBAL,  /* PRIMASK, cpsr.I, mstatus.MIE, SREG.I: all maskable interrupts */
    GATE_FAULT,   /* FAULTMASK, cpsr.F */
    GATE_CEILING, /* BASEPRI or another priority threshold */
    GATES
};

/* Relations: bit 0 open→open, 1 open→masked, 2 masked→open, 3 masked→masked. */
typedef uint8_t relation;
enum {
    RELATION_IDENTITY = 1 | 8,
    RELATION_OPEN = 1 | 4,
    RELATION_MASKED = 2 | 8,
    RELATION_ANY = 15,
    RELATION_FROM_OPEN = 3, /* what becomes of an entry that was open */
    RELATION_FROM_MASKED = 12,
    RELATION_TO_OPEN = 5,
    RELATION_TO_MASKED = 10,
};

relation relation_compose(relation first, relation second);

/* Parameter n is SYMBOL_PARAM + n; the n-th memory cell of the summary is SYMBOL_CELL + n. */
enum { SYMBOL_PARAM = 1, SYMBOL_CELL = 32 };

enum { HOLDS_MAX = 6, SAVES_MAX = 6, COUNT_MAX = 100 };

enum hold_kind {
    HOLD_LINE,
    HOLD_LOCK,
    HOLD_OPENED, /* a line that this function enabled without having disabled it: for its callers */
    HOLD_SPIN,   /* the lock of a section that masks as well: the mask is what is judged, except by CRIT108 */
    HOLD_WAS_OPEN, /* no hold: a line that this function asked for, and found enabled */
    HOLD_GIVEN,    /* a lock that this function gave back without having taken it: for its callers */
};

struct hold {
    uint8_t kind; /* enum hold_kind */
    uint8_t must;
    uint8_t inherited; /* a callee took it: its own affair, but it protects */
    uint32_t by;
    int64_t key; /* line number, or the lock's identity; KEY_ALL: every line */
};

#define HOLD_KEY_ALL INT64_MIN
#define HOLD_KEY_SYMBOLIC (INT64_C(1) << 61) /* keys from here on: a line without a number */
#define HOLD_KEY_UNKNOWN (INT64_MIN + 1)     /* a line that is not known: may hold any, must hold none */

/* What became of the privilege of thread code: of Cortex-M's CONTROL.nPRIV. */
enum { PRIVILEGE_KEPT, PRIVILEGE_DROPPED, PRIVILEGE_GAINED };

enum { MASK_ANYWHERE, MASK_HANDLER_ONLY, MASK_THREAD_ONLY };

struct mask {
    relation gate[GATES];
    uint8_t opaque;         /* bit a gate: restored from something that was not followed */
    uint8_t privilege;      /* PRIVILEGE_*: on every path that comes here */
    uint8_t control_symbol; /* CONTROL was set to parameter n - SYMBOL_PARAM; 0: it was not */
    bool asked;             /* a supervisor call, which may change any gate, is on this path */
    uint8_t symbol[GATES];  /* the gate equals an unknown of the entry: SYMBOL_* (0: it does not) */
    uint32_t by[GATES];
    uint8_t ceiling_symbol;            /* it raised to parameter n - SYMBOL_PARAM; 0: to no parameter */
    int16_t ceiling_low, ceiling_high; /* constants that this function raised to; 0: not known */
    int8_t section_low, section_high, sched_low, sched_high; /* relative to the entry */
    uint32_t section_by, sched_by;
    uint8_t hold_count;
    struct hold holds[HOLDS_MAX];
    uint64_t source_off; /* bit n: the peripheral of interrupt n is told on every path to ask for none */
    uint64_t source_on;  /* bit n: on some path it is told to ask again: for callers */
    uint8_t equal_param; /* this path needs parameter n - 1 to equal equal_value; 0: none */
    int64_t equal_value;
    uint16_t zero_params, nonzero_params; /* bit i: this path needs parameter i to be (non-)zero */
    uint8_t isr;                          /* MASK_*: paths that tested whether they run in a handler */
    uint32_t lost_save; /* a save whose value was overwritten while it was open, or FLOW_NONE */
    uint8_t save_count;
    uint32_t saves[SAVES_MAX]; /* ops whose saved state was not restored yet, oldest first */
};

void mask_init(struct mask *mask);
/* States that differ here are kept apart by the solver. */
bool mask_same(const struct mask *a, const struct mask *b);
/* a := a ⊔ b. Returns true if a changed. */
bool mask_join(struct mask *a, const struct mask *b);

void mask_set_gate(struct mask *mask, enum gate gate, bool masked, uint32_t by);
/* Adds or removes a held line or lock. An unknown key removes nothing and protects nothing. */
void mask_hold(struct mask *mask, enum hold_kind kind, int64_t key, uint32_t by);
void mask_release(struct mask *mask, enum hold_kind kind, int64_t key);
/* What is held was taken inside a callee. */
void mask_inherit(struct mask *mask, enum hold_kind kind, int64_t key);
const struct hold *mask_find(const struct mask *mask, enum hold_kind kind, int64_t key);

/* What a function may have shut itself on this path, one bit each: 1 << gate, and these. Locks mask nothing.
 */
enum { HELD_SECTION = GATES, HELD_SCHED, HELD_LINE, HELD_PARTS };
uint8_t mask_held(const struct mask *mask);

/* A peripheral is told to ask for an interrupt, or for none, by its own enable bit. From 64 on: not kept. */
void mask_source(struct mask *mask, int interrupt, bool off);
/* What a callee did to the sources. */
void mask_sources_after(struct mask *mask, const struct mask *exit);

/* Is something shut on this path by this function itself? */
bool mask_owns(const struct mask *mask);

#endif
