/* Atomic words and flags between threads: exit status 0 if nothing is lost. */
#include "critsec/atomic.h"

#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>

enum { THREADS = 4, ROUNDS = 5000, YIELD_EVERY = 64 };

static critsec_atomic_t added = CRITSEC_ATOMIC_INIT(0);
static critsec_atomic_t compared = CRITSEC_ATOMIC_INIT(0);
static critsec_atomic_t exchanged = CRITSEC_ATOMIC_INIT(0);
static critsec_atomic_t sum = CRITSEC_ATOMIC_INIT(0);
static critsec_atomic_t taken = CRITSEC_ATOMIC_INIT(0);
static critsec_flag_t flag = CRITSEC_FLAG_INIT;
static critsec_flag_t empty = CRITSEC_FLAG_INIT;
static uint32_t message;

/* Each value that is put comes out once: what is in at the end, and what the exchanges returned. */
static void *work(void *unused)
{
    for (uint32_t i = 1; i <= ROUNDS; i++) {
        critsec_atomic_add(&added, 1);
        uint32_t expected = critsec_atomic_load(&compared);
        if (i % YIELD_EVERY == 0) {
            sched_yield();
        }
        while (!critsec_atomic_compare_exchange(&compared, &expected, expected + 1U)) {
        }
        critsec_atomic_add(&sum, critsec_atomic_exchange(&exchanged, i));
        if (critsec_flag_take(&flag)) {
            critsec_atomic_add(&taken, 1);
        }
    }
    return unused;
}

/* A message goes over by one flag and its answer by another. */
static void *receive(void *wrong)
{
    for (uint32_t i = 1; i <= ROUNDS; i++) {
        while (!critsec_flag_take(&flag)) {
            sched_yield();
        }
        if (message != i) {
            critsec_atomic_add((critsec_atomic_t *)wrong, 1);
        }
        critsec_flag_raise(&empty);
    }
    return NULL;
}

static uint32_t send_messages(void)
{
    pthread_t receiver;
    critsec_atomic_t wrong = CRITSEC_ATOMIC_INIT(0);
    pthread_create(&receiver, NULL, receive, &wrong);
    for (uint32_t i = 1; i <= ROUNDS; i++) {
        message = i;
        critsec_flag_raise(&flag);
        while (!critsec_flag_take(&empty)) {
            sched_yield();
        }
    }
    pthread_join(receiver, NULL);
    return critsec_atomic_load(&wrong) + (critsec_flag_is_raised(&flag) ? 1U : 0U);
}

int main(void)
{
    pthread_t threads[THREADS];
    critsec_flag_raise(&flag);
    for (size_t i = 0; i < THREADS; i++) {
        pthread_create(&threads[i], NULL, work, NULL);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    const uint32_t all = THREADS * ROUNDS;
    const uint32_t put = THREADS * (ROUNDS * (ROUNDS + 1U) / 2U);
    const uint32_t got = critsec_atomic_load(&sum) + critsec_atomic_load(&exchanged);
    const uint32_t lost = (all - critsec_atomic_load(&added)) + (all - critsec_atomic_load(&compared)) +
                          (put - got) + (1U - critsec_atomic_load(&taken));
    critsec_atomic_store(&added, 0);
    printf("%u lost, %u messages wrong\n", (unsigned)(lost + critsec_atomic_load(&added)),
           (unsigned)send_messages());
    return 0;
}
