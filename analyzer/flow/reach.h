/*
 * Which function runs in which context, with which masks held on entry, and which interrupts
 * may be armed by then. Top-down over the call graph; one joined entry for a function and a
 * context, so "held" means held on every call.
 */
#ifndef FLOW_REACH_H
#define FLOW_REACH_H

#include "flow/armed.h"
#include "flow/fatal.h"

enum { MAY_OPEN = 1, MAY_MASKED = 2 };

/* An absolute mask state: what may be true, not a relation. */
struct abs_mask {
    uint8_t gate[GATES]; /* MAY_* */
    int16_t ceiling_low; /* the weakest ceiling held, shifted as BASEPRI is; 0: not known */
    int8_t section_low, section_high, sched_low;
    uint8_t line_count;
    int64_t lines[HOLDS_MAX]; /* held on every path */
    uint64_t source_off;      /* bit n: the peripheral of interrupt n asks for none, on every path */
    uint64_t armed;           /* bit i: the i-th handler context may fire already */
};

enum { TARGETS_MAX = 8 };

/* What a pointer parameter leads to in one context: tells apart what two contexts pass to one helper. */
struct target_set {
    uint8_t count;
    bool unknown; /* too many, or not followed: ask points-to instead */
    struct points_target data[TARGETS_MAX];
};

enum { CONSTANTS_MAX = 8 };

/* The constants that a parameter is one of in one context: LED numbers, channels, commands. */
struct constant_set {
    bool known; /* these are all */
    uint8_t count;
    int64_t data[CONSTANTS_MAX];
};

/* What speaks against a way to a function: as a number, the more the larger. */
enum {
    WAY_UNSURE = 1,  /* it passes a call through a pointer that may lead elsewhere too */
    WAY_TANGLED = 2, /* it leads into a recursion of many functions, where all reach all */
    WAY_FATAL = 4,   /* in a handler: who calls it there never returns afterwards */
};

struct reach_entry {
    uint32_t context, func;
    struct abs_mask mask;
    struct target_set *params;            /* by parameter */
    uint16_t zero_params, nonzero_params; /* bit i: parameter i is always (non-)zero in this context */
    struct constant_set *constants;       /* by parameter */
    uint8_t always;                       /* WAY_*: what speaks against every way here */
    uint32_t from_call; /* program call of the surest and shortest way here; FLOW_NONE at the root */
    uint32_t from_entry;
    uint8_t way; /* WAY_*: what speaks against that way */
};

struct reach {
    VEC(struct reach_entry) entries;
    uint32_t *first;   /* by context: its entries are [first[c], first[c + 1]) */
    struct map places; /* context and function → index in entries */
};

void reach_compute(struct reach *reach, struct program *program, const struct contexts *contexts,
                   const struct summary *summaries, const struct armed *armed, const struct fatal *fatal,
                   const struct points *points, const uint32_t *component);
void reach_free(struct reach *reach);

/* The entry of a function in a context, or NULL. */
const struct reach_entry *reach_find(const struct reach *reach, uint32_t context, uint32_t func);

/* The number of each entry, by context << 32 | function. The caller frees the map. */
void reach_index(const struct reach *reach, struct map *index);

/* Can control pass an event in this context? Tests of parameters and of "in a handler" may say no. */
bool reach_possible(const struct contexts *contexts, const struct reach_entry *entry, const struct mask *at);

/* The absolute state at an op, from the function's entry and the relation there. */
struct abs_mask reach_at(const struct abs_mask *entry, const struct mask *at);

/* Why one context does not preempt another. The first ones hold whatever is masked. */
enum reach_stop {
    STOP_NOTHING, /* it can */
    STOP_NO_HANDLER,
    STOP_SAME,        /* one context: a handler does not preempt itself */
    STOP_SYNCHRONOUS, /* a fault or a supervisor call: it happens at the op that raises it */
    STOP_TURNS,       /* both are callbacks of one dispatcher */
    STOP_PRIORITY,    /* the same, or less urgent */
    STOP_UNARMED,     /* nothing enabled it by now */
    STOP_GLOBAL,
    STOP_FAULT,
    STOP_LINE,
    STOP_SOURCE, /* its peripheral is told to ask for none */
    STOP_CEILING,
    STOP_SECTION, /* a kernel's own */
};

/*
 * Can handler context `by` preempt `context` in this state, and if not, why? `guess` is set when the
 * answer rests on a guessed context or an unknown priority.
 */
enum reach_stop reach_stop(const struct program *program, const struct contexts *contexts, uint32_t context,
                           const struct abs_mask *mask, uint32_t by, bool *guess);
bool reach_preempts(const struct program *program, const struct contexts *contexts, uint32_t context,
                    const struct abs_mask *mask, uint32_t by, bool *guess);

#endif
