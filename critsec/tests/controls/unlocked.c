/*
 * Control: a host port that blocks signals but takes no lock, as an interrupt mask on two cores. The contract
 * suite passes with it (one thread); the thread test must lose updates.
 */
#define _POSIX_C_SOURCE 200809L

#define CRITSEC_PORT
#include "critsec/critsec.h"

#include <signal.h>
#include <stddef.h>

static _Thread_local uint32_t depth;
static _Thread_local sigset_t caller_signals;

critsec_state_t critsec_acquire(void)
{
    const critsec_state_t state = {depth};
    if (depth == 0) {
        sigset_t all;
        sigset_t before;
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &before);
        caller_signals = before;
    }
    depth++;
    return state;
}

void critsec_release(critsec_state_t state)
{
    depth = state.word;
    if (depth == 0) {
        const sigset_t before = caller_signals;
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
}

bool critsec_is_held(void)
{
    return depth > 0;
}

const char *critsec_port_name(void)
{
    return "control: unlocked";
}

bool critsec_port_init(void)
{
    return true;
}
