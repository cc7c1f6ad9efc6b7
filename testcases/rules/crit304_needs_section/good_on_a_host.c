// args: --target host
/* A test on a host: a lock stands for the mask, and there is no interrupt. */
#include "critlint.h"

int pthread_mutex_lock(void *mutex);
int pthread_mutex_unlock(void *mutex);

static char lock[64];
static unsigned count;

CRITLINT_REQUIRES_MASKED static void queue_put(void)
{
    count++;
}

static void good_locked(void)
{
    pthread_mutex_lock(lock);
    queue_put();
    pthread_mutex_unlock(lock);
}

int main(void)
{
    good_locked();
    return count != 1;
}
