/*
 * Who shares what, and what keeps them apart: the contexts of each program, the objects that several of
 * them reach, each access, and its guard. Plain data for reporters and for the file of `critlint map`;
 * everything is borrowed from the `run` arena.
 */
#ifndef CORE_PROTECTION_H
#define CORE_PROTECTION_H

#include "core/loc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What an access rests on. From the weakest on; the order is that of the words, and of the committed file. */
enum guard {
    GUARD_NONE,       /* another context may cut in, and does harm */
    GUARD_ONE_WRITER, /* done in steps, and whoever cuts in only reads */
    GUARD_SAME_BITS,  /* whoever cuts in changes no bit that is not overwritten anyway */
    GUARD_ONE_STEP,   /* one access of a width that the target moves at once */
    GUARD_ATOMIC,
    GUARD_INIT,     /* before whoever shares it may run */
    GUARD_PRIORITY, /* those who share it are not more urgent */
    GUARD_NESTING,  /* handlers do not nest here */
    GUARD_TURNS,    /* one dispatcher calls both, one after the other; or a flag says whose turn it is */
    GUARD_SCHED,
    GUARD_SOURCE, /* the peripheral is told to ask for none */
    GUARD_LINE,
    GUARD_LOCK,
    GUARD_SECTION,
    GUARD_CEILING,
    GUARD_FAULT,
    GUARD_GLOBAL,
    GUARD_READERS, /* a read, and whoever else comes only reads */
    GUARDS
};

/* How much a guard is worth. */
enum verdict { VERDICT_BARE, VERDICT_AGREED, VERDICT_GUARDED, VERDICTS };

enum touch { TOUCH_READ, TOUCH_WRITE, TOUCH_UPDATE, TOUCHES };

struct protection_context {
    const char *kind; /* "main", "handler", "task", "core", "callers" */
    const char *name;
    const char *found;      /* "slot 54 of 'g_vectors'" */
    struct loc loc;         /* where that stands */
    struct loc prioritised; /* where the priority is set; line 0: nowhere */
    bool has_priority, priority_is_reset, has_line, guessed;
    bool unmaskable; /* by what masks the others */
    int priority, line;
    int urgency;   /* of a handler: the larger, the more urgent */
    size_t count;  /* "callers": how many functions */
    size_t shares; /* objects */
};

struct protection_access {
    uint32_t context; /* of the program's */
    const char *name; /* what is touched: "rx.head" */
    const char *function;
    struct loc loc;
    enum touch touch;
    enum guard guard;  /* the weakest that it rests on */
    const char *words; /* "PRIMASK, masked in 'take' at src/a.c:12"; if bare, who cuts in and what is lost */
    const char *label; /* the same in a word or two: "PRIMASK" */
    bool unsure; /* perhaps bare: a guess or a pointer may err, or they take turns or a lock that is not seen
                  */
};

/* What one context does to an object. */
struct protection_cell {
    uint32_t context;
    size_t touches[TOUCHES];
    enum guard guard; /* the weakest of them */
    const char *label;
    bool unsure;
};

struct protection_object {
    const char *name;
    const char *kind; /* "global", "static", "field", "array", "register" */
    struct loc loc;   /* of its declaration; line 0: a register */
    bool sure;        /* else it is shared only if a pointer that may lead elsewhere leads to it */
    enum verdict verdict;
    size_t bare, unsure;           /* accesses; unsure: of the bare ones */
    struct protection_cell *cells; /* in the order of the contexts */
    size_t cell_count;
    struct protection_access *accesses; /* in the order of the contexts and places */
    size_t access_count;
};

struct protection_program {
    const char *name;                    /* path of its `main`, or "" */
    struct protection_context *contexts; /* from main to the most urgent handler */
    size_t context_count;
    struct protection_object *objects; /* the surely bare first, then the bare, the agreed, by name */
    size_t object_count;
};

struct protection {
    struct protection_program *data;
    size_t count, cap;
};

const char *guard_name(enum guard guard);  /* "one-step": for files */
const char *guard_words(enum guard guard); /* "one access": for people, where no architecture is known */
enum verdict guard_verdict(enum guard guard);
const char *verdict_name(enum verdict verdict); /* "bare" */
const char *touch_name(enum touch touch);       /* "read" */

#endif
