/* Stand-in for the Pico SDK's pico/sem.h. */
#ifndef CRIT_SHIM_PICO_PICO_SEM_H
#define CRIT_SHIM_PICO_PICO_SEM_H

#include <pico/lock_core.h>

typedef struct semaphore {
    lock_core_t core;
    int16_t permits, max_permits;
} semaphore_t;

void sem_init(semaphore_t *semaphore, int16_t first, int16_t most);
int sem_available(semaphore_t *semaphore);
bool sem_release(semaphore_t *semaphore);
void sem_reset(semaphore_t *semaphore, int16_t permits);
void sem_acquire_blocking(semaphore_t *semaphore);
bool sem_acquire_timeout_ms(semaphore_t *semaphore, uint32_t timeout);
bool sem_acquire_timeout_us(semaphore_t *semaphore, uint32_t timeout);
bool sem_acquire_block_until(semaphore_t *semaphore, absolute_time_t until);
bool sem_try_acquire(semaphore_t *semaphore);

#endif
