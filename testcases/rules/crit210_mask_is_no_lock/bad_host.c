// args: --target host --tier C --select CRIT210
/* A port for a host's threads that blocks the signals of one thread. */
#include <pthread.h>
#include <signal.h>

typedef struct {
    unsigned word;
} critsec_state_t;

static _Thread_local unsigned depth;
static _Thread_local sigset_t before;

critsec_state_t critsec_acquire(void) // expect: CRIT210 "keeps out signals and no other thread"
{
    critsec_state_t state = {depth};

    if (depth == 0) {
        sigset_t all;

        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &before);
    }
    depth++;
    return state;
}
