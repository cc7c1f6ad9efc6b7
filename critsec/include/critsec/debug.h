/*
 * critsec, debug layer: finds misuse of sections at run time, and the longest one.
 *
 * Compile what shall be checked with CRITSEC_DEBUG, and debug/critsec_debug.c into the program; the port
 * stays as it is. Nothing in the sources changes. Sites are code addresses, so that no text goes into the
 * image: addr2line -e program.elf ADDRESS.
 *
 *     static const critsec_debug_hooks_t hooks = {.clock = cycle_counter, .report = stop_here};
 *     critsec_debug_setup(&hooks);                   // early, outside of sections
 *
 * Without a report hook, misuse ends in a trap. All functions may be called from threads and from handlers
 * that the mask holds back.
 */
#ifndef CRITSEC_DEBUG_H
#define CRITSEC_DEBUG_H

#include "critsec/critsec.h"

/* How many sections may be open inside each other, and how many mutexes borrowed at once. */
#ifndef CRITSEC_DEBUG_DEPTH
#define CRITSEC_DEBUG_DEPTH 16
#endif
#ifndef CRITSEC_DEBUG_BORROWS
#define CRITSEC_DEBUG_BORROWS 16
#endif

typedef enum {
    CRITSEC_NOT_ACQUIRED,      /* released a section, and none was open */
    CRITSEC_RELEASED_TWICE,    /* released a section that is closed already */
    CRITSEC_OUT_OF_ORDER,      /* released a section before one that was opened in it */
    CRITSEC_OPENED_INSIDE,     /* at the release the mask was open: something in the section unmasked */
    CRITSEC_NOT_MASKED,        /* right after the acquire the mask was open: the port does nothing here */
    CRITSEC_OTHER_CONTEXT,     /* released by another thread or handler than the one that opened it */
    CRITSEC_HELD_TOO_LONG,     /* the outermost section took longer than the limit */
    CRITSEC_TOKEN_OUTSIDE,     /* a token was assumed, and no section was open */
    CRITSEC_TOKEN_OUTLIVED,    /* a token was used after its section was closed */
    CRITSEC_BORROWED_TWICE,    /* CRITSEC_REF of a mutex that an outer section has borrowed: two pointers */
    CRITSEC_TOO_DEEP,          /* more sections than CRITSEC_DEBUG_DEPTH: the inner ones are not checked */
    CRITSEC_TOO_MANY_BORROWED, /* more mutexes than CRITSEC_DEBUG_BORROWS: the last ones are not checked */
} critsec_misuse_t;

typedef struct {
    critsec_misuse_t what;
    const void *site;      /* where it was noticed: the return address of the call */
    const void *opened_at; /* where the section was opened, if there is one */
} critsec_report_t;

typedef struct {
    /* A free-running counter in units of your own; called with the mask set. Without it nothing is timed. */
    uint32_t (*clock)(void);
    /* Different for each thread, handler and core; called with the mask set. Without it, not checked. */
    uintptr_t (*context)(void);
    /* Called with the mask set, but for sections that turned out open. The program goes on after it. */
    void (*report)(const critsec_report_t *report);
    /* The longest hold that is allowed, in units of the clock; 0 for no limit. */
    uint32_t limit;
} critsec_debug_hooks_t;

/* The longest outermost section so far. The clock is corrected by what an empty section measures. */
typedef struct {
    uint32_t ticks;        /* units of the clock; 0 while nothing was timed */
    const void *opened_at; /* return addresses of acquire and release; 0 while nothing was timed */
    const void *closed_at;
} critsec_hold_t;

#ifdef __cplusplus
extern "C" {
#endif

/* Copies the hooks, measures an empty section, and forgets the longest hold. Outside of sections. */
void critsec_debug_setup(const critsec_debug_hooks_t *hooks);

critsec_hold_t critsec_debug_longest(void);
void critsec_debug_forget_longest(void);

/* How many sections are open, as far as they were opened by checked code. */
unsigned critsec_debug_depth(void);

#ifdef __cplusplus
}
#endif

#endif
