/*
 * Who runs: main, handlers, tasks, callbacks; how each was found, and at what priority.
 *
 * A handler of a vector table is certain. One found by its name alone (no table in sight) is
 * marked as a guess, and findings that rest on it lose a tier. Errs towards fewer contexts: a
 * handler that nothing names is not there.
 */
#ifndef FLOW_CONTEXTS_H
#define FLOW_CONTEXTS_H

#include "core/loc.h"
#include "flow/summary.h"
#include "link/calls.h"
#include "model/model.h"

enum context_kind {
    CONTEXT_MAIN, /* reset, main, and what nobody calls where there is no main */
    CONTEXT_HANDLER,
    CONTEXT_TASK,
};

enum { LINE_NONE = INT32_MIN, PRIORITY_UNKNOWN = -1, CONTEXTS_MAX = 4000, ARMABLE_MAX = 64 };

struct context {
    enum context_kind kind;
    uint32_t func; /* program function that it runs */
    const char *name;
    int line;               /* interrupt number (exceptions: below 0), or LINE_NONE */
    int priority;           /* as the code gives it, unshifted; PRIORITY_UNKNOWN */
    bool priority_is_reset; /* nothing sets it: the reset value 0 */
    bool unmaskable;        /* NMI; HardFault */
    bool registered;        /* by a call, not by a table or an attribute */
    bool guessed;
    /* The row by which a callback was registered: those of one row run in one handler, one after the other.
     */
    const struct model_entry *dispatcher;
    /* The same for what the framework calls by its name: the callbacks of one row are those of one driver. */
    const struct model_entry *called_by;
    const char *found; /* "slot 54 of g_vectors", "xTaskCreate" */
    struct loc loc;    /* where that stands */
    struct loc priority_loc;
};

/* What the user says about who runs. It adds to what the code shows, and wins over it. */
struct context_claim {
    enum context_kind kind;
    const char *func;
    int line, priority;        /* LINE_NONE, PRIORITY_UNKNOWN: not said */
    uint64_t deadline, period; /* nanoseconds; 0: not said */
    struct loc loc;
    bool met; /* a function has that name: set by contexts_find() */
};

/*
 * One context alone writes the object (CRIT217), or it is only touched under a guard (CRIT219): checked, and
 * believed by nobody. One of the two may be NULL.
 */
struct object_claim {
    const char *name, *writer, *guard;
    struct loc loc;
    bool met;       /* something writes it, or touches it where it has a guard */
    bool guard_met; /* the guard is masking, or a program has an object of that name */
};

/* Which number of two priorities is the more urgent. */
enum urgent { URGENT_UNSAID, URGENT_LOW, URGENT_HIGH };

struct context_claims {
    VEC(struct context_claim) data;
    VEC(struct object_claim) objects;
    unsigned priority_bits; /* 0: not said */
    uint64_t clock;         /* hertz; 0: not said */
    enum urgent urgent;
    struct loc urgent_loc;
    bool urgent_denied; /* the architecture of a program says otherwise */
};

struct contexts {
    VEC(struct context) data;
    unsigned priority_bits;   /* implemented bits of a Cortex-M priority */
    bool priority_bits_known; /* else they are the commonest number */
    bool is_whole;            /* what starts the program is in sight, and no source of it was left out */
    enum urgent urgent;       /* on Cortex-M always the low one; else what the user says */
    uint32_t ceiling;         /* BASEPRI of the kernel's sections, shifted; 0: not known */
};

/* `summaries` by function, done. */
void contexts_find(struct contexts *contexts, struct program *program, const struct points *points,
                   const struct model *model, const struct summary *summaries, struct context_claims *claims);
void contexts_free(struct contexts *contexts);

/* Is `a` sure to be more urgent than `b`: by two numbers that are known, and that can be compared? */
bool contexts_more_urgent(const struct contexts *contexts, const struct context *a, const struct context *b);
/* For sorting: less than 0 where `a` comes first, the more urgent. A priority that is not known comes last.
 */
int contexts_compare(const struct contexts *contexts, const struct context *a, const struct context *b);

/* Do both run from one dispatcher, so that neither can preempt the other? Errs towards yes. */
bool contexts_take_turns(const struct context *a, const struct context *b);

/* The handler of an interrupt line, or FLOW_NONE. */
uint32_t contexts_of_line(const struct contexts *contexts, int64_t line);

/* An integer constant that an op computes, without looking at memory. */
bool contexts_constant(const struct ir_unit *unit, uint32_t op, int64_t *value);

/*
 * Callers of a library: functions that nobody calls, where no main is in sight. They are no contexts
 * beside each other.
 */
static inline bool context_is_caller(const struct context *context)
{
    return context->kind == CONTEXT_MAIN && context->guessed;
}

#endif
