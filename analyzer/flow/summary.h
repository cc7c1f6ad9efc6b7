/*
 * What a function does to its caller's state: its exits, kept apart by mask state (a try-lock
 * has two), each with the value that it returns and the saved states that it leaves behind.
 * And the events inside it: the facts that rules read.
 */
#ifndef FLOW_SUMMARY_H
#define FLOW_SUMMARY_H

#include "base/vec.h"
#include "flow/state.h"

enum { EXITS_MAX = 6, WRITES_MAX = 6, CELLS_MAX = 8, TAKES_MAX = 8, KEPT_MAX = 4 };

struct summary_write {
    uint64_t key; /* CELL_GLOBAL or CELL_POINTEE */
    struct value value;
};

/* Marks the key of a register at a fixed address, where that of a variable may stand. */
#define PUBLISHED_REGISTER (UINT64_C(15) << 60)

/* A parameter whose value is written to a variable with static storage, or to a register. */
struct summary_kept {
    uint64_t cell; /* CELL_GLOBAL; PUBLISHED_REGISTER | address */
    uint32_t param;
};

struct summary_exit {
    struct mask mask;
    struct value result;
    uint8_t write_count;
    struct summary_write writes[WRITES_MAX]; /* saved states and constants left in memory */
};

enum event_kind {
    EVENT_MASK,   /* shuts a part */
    EVENT_UNMASK, /* opens it, whatever it was */
    EVENT_SAVE,
    EVENT_RESTORE,
    EVENT_RAISE,
    EVENT_ENTER, /* counted section, scheduler */
    EVENT_EXIT,
    EVENT_OFF, /* a line or a lock */
    EVENT_ON,
    EVENT_CALL,
    EVENT_RETURN,
    EVENT_READ,
    EVENT_WRITE,
    EVENT_UPDATE,    /* read-modify-write */
    EVENT_TAKES,     /* a called function takes a lock, and may give it back: value is its key, `id` that
                        function, `gate` the index of its take */
    EVENT_ESCAPE,    /* an address made inside a section, or a proof of one, is stored outside or returned */
    EVENT_KEEP,      /* a saved state goes to memory that outlives the function and is not followed */
    EVENT_TRAP,      /* a supervisor call, by the instruction */
    EVENT_TRY,       /* an asm statement that takes a lock if it is free */
    EVENT_PUBLISHED, /* the address of a local, the value, lies in what outlives the function: `high` of the
                        value is its key (see struct summary_kept). The op stored it */
    EVENT_PROOF,     /* a proof of a section is passed on after that section: the value is the proof */
};

enum {
    EVENT_NESTED = 1,  /* the effect happens inside a called function that also did the opposite */
    EVENT_BY_CALL = 2, /* a called function is the primitive */
    EVENT_WHOLE = 4,   /* a whole status register is written */
    EVENT_ATOMIC = 8,
    EVENT_UNTOLD = 64,      /* restore: what the callee puts back was not followed into its body */
    EVENT_TOKEN_ALIVE = 16, /* restore: the newest saved state is in some variable */
    EVENT_AT_RETURN = 128,  /* published: it lies there still when the function returns */
    EVENT_TRIED = 32,       /* a lock: its owner may take it again, or it is only tried, and does not hang */
};

struct event {
    uint8_t kind; /* enum event_kind */
    uint8_t part; /* enum model_part */
    uint8_t flags;
    uint32_t op;    /* in the unit; returns: IR_NONE */
    uint32_t block; /* in the unit */
    uint32_t place; /* accesses: place index */
    struct mask before, after;
    struct value value; /* token, line key (int), pointer, or returned value */
};

/* A lock that a function takes, itself or in what it calls, and that its caller must not hold. */
struct summary_take {
    int64_t key;     /* as callers can name it */
    uint32_t op;     /* the call */
    uint32_t callee; /* that takes it, FLOW_NONE: the call itself is the lock */
    uint8_t index;   /* which of its takes */
    struct mask at;
};

/* What an op is to a section that the program counts in place (flow/counter.h). */
enum counted_role { COUNTED_ENTER, COUNTED_EXIT, COUNTED_OPEN /* opens the gate with the last exit */ };

struct counted_op {
    uint32_t op;
    uint8_t role, gate;
};

struct summary {
    uint32_t exit_count;
    uint32_t caller_exits; /* the first ones: what callers see; a leak is reported here, once */
    struct summary_exit exits[EXITS_MAX];
    int8_t
        count_step; /* +1, -1: enters or leaves a section that the program counts itself (flow/counter.h) */
    uint8_t count_gate;
    uint8_t cell_count;
    uint8_t kept_count;
    struct summary_kept kept[KEPT_MAX];
    uint16_t counted_count;
    struct counted_op *counted; /* sections that the function counts in place; for the image */
    uint64_t cells[CELLS_MAX];  /* memory from which gates are restored: SYMBOL_CELL + n */
    bool done;                  /* computed (else: recursion in progress, read as "does nothing") */
    bool truncated;             /* a limit was hit inside */
    bool stops;                 /* one of its paths never returns */
    bool aborts;                /* an assertion: returns for a debugger only (flow/assertion.h) */
    bool answers;    /* returns bool: true may mean "taken" (an int may as well be an error code) */
    bool identity;   /* every exit leaves everything as it was */
    uint8_t pairs;   /* bit a gate: opens unconditionally what it masked itself */
    uint8_t touches; /* bit a part: contains mask operations on it, callees included */
    uint8_t take_count;
    struct summary_take *takes; /* for the image; NULL: none */
    uint8_t *held; /* by block of the function: what mask_held() says of the states that come to it; NULL:
                      nothing anywhere */
    VEC(struct event) events;
};

#endif
