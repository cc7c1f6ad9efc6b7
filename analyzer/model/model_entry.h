/*
 * What one row of a model says about one name. The tables themselves are in model.h.
 */
#ifndef MODEL_MODEL_ENTRY_H
#define MODEL_MODEL_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The gates that an interrupt must pass. One mask operation acts on one of them. */
enum model_part {
    MODEL_PART_NONE,
    MODEL_PART_GLOBAL,  /* PRIMASK, cpsr.I, mstatus.MIE, SREG.I, PS.INTLEVEL: all maskable interrupts */
    MODEL_PART_FAULT,   /* FAULTMASK, cpsr.F */
    MODEL_PART_CEILING, /* BASEPRI or another priority threshold */
    MODEL_PART_LINE,    /* one interrupt line */
    MODEL_PART_SECTION, /* an RTOS's counted section; masks what `section_part` says */
    MODEL_PART_SCHED,   /* the scheduler: tasks wait, handlers still run */
    MODEL_PART_LOCK,    /* a lock object (argument lock_arg) and nothing else */
    MODEL_PARTS
};

enum model_role {
    /*
     * Mask operations on `part`. On a section, ENTER and EXIT count; the others act on what
     * the section masks and leave its count alone.
     */
    MODEL_SAVE,    /* returns or stores the state, changes nothing */
    MODEL_MASK,    /* masks; `state` says where the old state goes, if anywhere */
    MODEL_UNMASK,  /* opens unconditionally */
    MODEL_RESTORE, /* sets the part to the state in `state` */
    MODEL_SET,     /* writes argument value_arg as the raw register value; the old one goes to `state` */
    MODEL_RAISE,   /* ceiling := stronger of ceiling and argument value_arg (BASEPRI_MAX) */
    MODEL_SWITCH,  /* opens the part when argument value_arg is non-zero, masks it when zero */
    MODEL_ENTER,   /* counting: nests */
    MODEL_EXIT,
    /* who runs */
    MODEL_HANDLER,  /* registers argument handler_arg for line line_arg */
    MODEL_CALLBACK, /* calls argument handler_arg later, in context `context` */
    MODEL_TASK,     /* creates a task running argument handler_arg at priority priority_arg */
    MODEL_PRIORITY, /* sets priority of line line_arg to argument priority_arg */
    MODEL_START,    /* starts the scheduler */
    /* who may call */
    MODEL_TASK_API, /* not from a handler; `twin` is the handler's form, if there is one */
    MODEL_ISR_API,  /* the handler's form; from a handler at or below the kernel ceiling only */
    MODEL_ANY_API,  /* a kernel call for tasks and handlers alike; handlers at or below the ceiling */
    MODEL_BLOCKS,   /* may wait; argument timeout_arg equal to poll_value polls */
    /* other effects */
    MODEL_NORETURN,
    MODEL_IN_ISR, /* true when called from a handler */
    MODEL_COPY,   /* memcpy-like: argument 0 written, argument 1 read, argument 2 bytes */
    MODEL_FILL,   /* memset-like: argument 0 written, argument 2 bytes */
    MODEL_ATOMIC, /* reads and writes the object at argument 0 in one indivisible step */
    MODEL_BARRIER,
    MODEL_SLOW, /* works long: formats, allocates, sorts; no work for a handler */
    MODEL_RUNS, /* defined by the program, called by the framework in context `context` */
    /* no function: RECORD.FIELD, a register of flags. What is cleared by what is written to it */
    MODEL_CLEARED_BY_ONE,
    MODEL_CLEARED_BY_ZERO,
    MODEL_ROLES
};

enum model_context {
    MODEL_CONTEXT_NONE,
    MODEL_CONTEXT_HANDLER,
    MODEL_CONTEXT_TASK,
    MODEL_CONTEXT_CORE,
    MODEL_CONTEXT_MAIN
};

/* What the return value says about a lock or section that is only tried. */
enum model_taken { MODEL_TAKEN_ALWAYS, MODEL_TAKEN_NONZERO, MODEL_TAKEN_ZERO };

enum model_returns { MODEL_RETURNS_ANY, MODEL_RETURNS_VALUE, MODEL_RETURNS_NOTHING };

enum { MODEL_ARG_NONE = -2, MODEL_ARG_RETURN = -1 }; /* else the argument's number from 0 */

struct model_entry {
    const char *name;
    const char *ecosystem; /* "freertos"; the user's own: the path of the file */
    const char *source;    /* the manual and section, or the header that says so */
    enum model_role role;
    enum model_part part;
    enum model_part section_part; /* SECTION: GLOBAL or CEILING; NONE when it depends on the port */
    bool port;                    /* every program brings its own definition of it */
    bool trusted;                 /* wins over a visible body (too clever to follow) */
    bool replaced;                /* a built-in row that a row of the user's hides; model_find skips it */
    /* applies only where the declaration looks like this: one spelling, several meanings */
    int args; /* number of arguments; MODEL_ARG_NONE: any */
    enum model_returns returns;
    int state;             /* MODEL_ARG_*: where the saved state goes to or comes from */
    bool state_by_address; /* the argument is a pointer to the state (or a macro's lvalue) */
    /* what a saved state says when it is tested; neither: it is opaque */
    bool masked_nonzero; /* non-zero means "was masked" (PRIMASK) */
    bool masked_zero;    /* zero means "was masked" */
    bool per_task;       /* goes with the task: a call that blocks opens it until the task runs again */
    bool never_nested;   /* the kernel forbids a caller to hold it, and checks: a pair loses nothing */
    bool stays_masked;   /* the count starts high: an exit before the scheduler runs leaves it masked */
    int line_arg;        /* which line; MODEL_ARG_NONE: one of its own that no number names */
    int64_t all_value;   /* with has_all: this line number means all of them */
    bool has_all;
    int lock_arg; /* the lock that it takes or gives as well (or alone: MODEL_PART_LOCK) */
    enum model_taken taken;
    bool signal;   /* the object may be a signal too: unbalanced use says nothing */
    int value_arg; /* SET, RAISE, SWITCH */
    int handler_arg, priority_arg, timeout_arg; /* MODEL_ARG_NONE where there is none */
    int64_t poll_value;                         /* BLOCKS: this value of timeout_arg does not wait */
    bool needs_scheduler;                       /* must not be called before the scheduler runs */
    enum model_context context;
    const char *twin; /* other half: the exit of an enter, the FromISR form of a task API */
    uint32_t line;    /* of its row */
    uint32_t column;  /* 0: it follows from a name of the row, such as a twin */
};

#endif
