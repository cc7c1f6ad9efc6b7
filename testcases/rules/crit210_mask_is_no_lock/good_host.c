// args: --target host --tier C --select CRIT210
/* The twin of bad_host.c: signals first, then the lock. */
#include <pthread.h>
#include <signal.h>

typedef struct {
    unsigned word;
} critsec_state_t;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local unsigned depth;
static _Thread_local sigset_t before;

critsec_state_t critsec_acquire(void)
{
    critsec_state_t state = {depth};

    if (depth == 0) {
        sigset_t all;

        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &before);
        pthread_mutex_lock(&lock);
    }
    depth++;
    return state;
}
