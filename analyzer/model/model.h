/*
 * What names mean where no body says it. A model speaks of a function or a macro by name; it
 * is the second source of meaning (the body comes first), used where the body is not visible
 * or too clever. Built-in models are models/<ecosystem>.yaml, embedded; the user's own come
 * from the configuration in the same columns.
 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include "base/arena.h"
#include "core/notice.h"

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
    MODEL_PART_LOCK,    /* a lock object (argument lock_arg) */
    MODEL_PARTS
};

enum model_role {
    /* mask operations on `part` */
    MODEL_SAVE,     /* returns or stores the state, changes nothing */
    MODEL_MASK,     /* masks; `state` says where the old state goes, if anywhere */
    MODEL_UNMASK,   /* opens unconditionally */
    MODEL_RESTORE,  /* sets the part to the state in `state` */
    MODEL_SET,      /* writes argument 0 as the raw register value (__set_PRIMASK) */
    MODEL_RAISE,    /* ceiling := stronger of ceiling and argument 0 (BASEPRI_MAX) */
    MODEL_ENTER,    /* counting: nests */
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
    MODEL_BLOCKS,   /* may wait; timeout_arg == 0 polls */
    /* other effects */
    MODEL_NORETURN,
    MODEL_IN_ISR,   /* true when called from a handler */
    MODEL_COPY,     /* memcpy-like: argument 0 written, argument 1 read, argument 2 bytes */
    MODEL_FILL,     /* memset-like: argument 0 written, argument 2 bytes */
    MODEL_BARRIER,
    MODEL_ROLES
};

enum model_context { MODEL_CONTEXT_NONE, MODEL_CONTEXT_HANDLER, MODEL_CONTEXT_TASK, MODEL_CONTEXT_CORE };

enum { MODEL_ARG_NONE = -2, MODEL_ARG_RETURN = -1 }; /* else the argument's number from 0 */

struct model_entry {
    const char *name;
    const char *ecosystem; /* "freertos"; the user's own: "config" */
    const char *source;    /* the manual and section, or the header that says so */
    enum model_role role;
    enum model_part part;
    enum model_part section_part; /* MODEL_PART_SECTION: GLOBAL or CEILING; NONE when it depends on the port */
    bool trusted;          /* wins over a visible body (too clever to follow) */
    int state;             /* MODEL_ARG_*: where the saved state goes to or comes from */
    bool state_by_address; /* the argument is a pointer to the state (or a macro's lvalue) */
    bool masked_nonzero;   /* a saved state is non-zero when it says "masked" (PRIMASK); false: zero */
    int line_arg;          /* which line; MODEL_ARG_NONE */
    int64_t all_value;     /* with has_all: this line number means all of them */
    bool has_all;
    int lock_arg, handler_arg, priority_arg, timeout_arg; /* MODEL_ARG_NONE where there is none */
    enum model_context context;
    const char *twin;      /* other half: the exit of an enter, the FromISR form of a task API */
};

struct model;

/* The built-in models. Dies on a malformed one: they are tested with the program. */
struct model *model_new(struct arena *run);
/*
 * Adds the user's models from YAML text (the value of `models:`, a list). What is malformed
 * makes a NOTICE_ERROR in `notices` with `path`, line and column, and is left out.
 */
void model_add_yaml(struct model *model, const char *text, const char *path, struct notice_list *notices);
/* All entries of a name: returns the first and their number; borrowed from the model. */
const struct model_entry *model_find(const struct model *model, const char *name, size_t *count);
/* The entry of a name with that role, or NULL. */
const struct model_entry *model_role(const struct model *model, const char *name, enum model_role role);
/* Every entry, in file and line order, for `critlint models`. */
const struct model_entry *model_all(const struct model *model, size_t *count);

const char *model_role_name(enum model_role role);
const char *model_part_name(enum model_part part);

#endif
