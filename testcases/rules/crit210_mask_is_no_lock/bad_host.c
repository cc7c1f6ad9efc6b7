// args: --target host --tier C --select CRIT210
/* A port for a host's threads that blocks the signals of one thread. */
/* What pthread.h and signal.h have. */
enum { SIG_BLOCK = 0 };
typedef struct {
    unsigned long words[16];
} sigset_t;
extern int sigfillset(sigset_t *set);
extern int pthread_sigmask(int how, const sigset_t *set, sigset_t *old);

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
