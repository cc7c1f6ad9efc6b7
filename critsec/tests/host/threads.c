/*
 * Threads over one datum: exit status 0 if no update was lost. Each update gives the processor away between
 * its load and its store now and then, so that a port without a lock loses some on any machine.
 */
#include "critsec/critsec.h"

#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>

enum { THREADS = 4, UPDATES = 20000, YIELD_EVERY = 64 };

static CRITSEC_MUTEX(uint32_t) shared = CRITSEC_MUTEX_INIT(0);

/* The section is open already: the token says so, and the nested section shows that the lock nests. */
static void store(critsec_token_t held, uint32_t value)
{
    CRITSEC_WITH(inner) {
        *CRITSEC_REF(&shared, held) = value;
    }
}

static void *update(void *unused)
{
    for (uint32_t i = 0; i < UPDATES; i++) {
        CRITSEC_SCOPE(held);
        const uint32_t value = *CRITSEC_REF(&shared, held);
        if (i % YIELD_EVERY == 0) {
            sched_yield();
        }
        store(held, value + 1);
    }
    return unused;
}

int main(void)
{
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        if (pthread_create(&threads[i], NULL, update, NULL) != 0) {
            return 2;
        }
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    CRITSEC_SCOPE(held);
    const uint32_t lost = THREADS * UPDATES - *CRITSEC_REF(&shared, held);
    printf("%u updates lost\n", (unsigned)lost);
    return lost == 0 ? 0 : 1;
}
