/*
 * critsec port: POSIX threads, for running firmware code and its tests on the host.
 *
 * One lock for the process, re-entrant by thread. Signals play the interrupts: a section blocks those that
 * can be blocked, so a handler that is raised inside runs once after the outermost release, in that thread.
 * Signals that report a fault stay open, as NMI and HardFault do. A release out of order aborts. Not covered:
 * fork inside a section.
 */
#define _POSIX_C_SOURCE 200809L

#define CRITSEC_PORT
#include "critsec/critsec.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#if CRITSEC_STATE_BITS != 32
#error "critsec, posix.c: remove CRITSEC_STATE_BITS or set it to 32, for the whole program"
#endif

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local uint32_t depth;          /* sections that this thread has open */
static _Thread_local sigset_t caller_signals; /* its signal mask outside of the first of them */

static _Noreturn void stop(const char *why)
{
    fprintf(stderr, "critsec, posix port: %s\n", why);
    abort();
}

static void signals_to_block(sigset_t *set)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT};
    sigfillset(set);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        sigdelset(set, faults[i]);
    }
}

/* Signals first, then the lock: a handler between the two would wait for its own thread. */
critsec_state_t critsec_acquire(void)
{
    const critsec_state_t state = {depth};
    if (depth == 0) {
        sigset_t block;
        sigset_t before;
        signals_to_block(&block);
        if (pthread_sigmask(SIG_BLOCK, &block, &before) != 0 || pthread_mutex_lock(&lock) != 0) {
            stop("cannot lock");
        }
        caller_signals = before;
    }
    depth++;
    return state;
}

void critsec_release(critsec_state_t state)
{
    if (depth == 0) {
        stop("release without acquire");
    }
    if (state.word != depth - 1) {
        stop("release out of order");
    }
    depth--;
    if (depth == 0) {
        const sigset_t before = caller_signals;
        if (pthread_mutex_unlock(&lock) != 0 || pthread_sigmask(SIG_SETMASK, &before, NULL) != 0) {
            stop("cannot unlock");
        }
    }
}

bool critsec_is_held(void)
{
    return depth > 0;
}

const char *critsec_port_name(void)
{
    return "posix";
}

bool critsec_port_init(void)
{
    const critsec_state_t state = critsec_acquire();
    const bool held = critsec_is_held();
    critsec_release(state);
    return held;
}
