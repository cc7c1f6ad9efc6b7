// args: --target host --tier C --select CRIT210
/* The twin of bad_host.c: signals first, then the lock. */
/* What pthread.h and signal.h have. */
enum { SIG_BLOCK = 0 };
typedef struct {
    unsigned long words[16];
} sigset_t;
typedef struct {
    int word;
} pthread_mutex_t;
extern int sigfillset(sigset_t *set);
extern int pthread_sigmask(int how, const sigset_t *set, sigset_t *old);
extern int pthread_mutex_lock(pthread_mutex_t *mutex);

typedef struct {
    unsigned word;
} critsec_state_t;

static pthread_mutex_t lock;
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
