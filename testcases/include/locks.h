/* Locks as several kernels declare them: spin locks, a mutex that can be tried, one that counts. */
#ifndef LOCKS_H
#define LOCKS_H

#include <stdbool.h>
#include <stdint.h>

struct spinlock {
    volatile uint32_t owner;
};

struct mutex {
    volatile uint32_t owner;
};

struct recursive {
    struct mutex mutex;
    uint32_t count;
};

unsigned spin_lock_irqsave(struct spinlock *lock);
void spin_unlock_irqrestore(struct spinlock *lock, unsigned flags);
void spin_lock(struct spinlock *lock);
void spin_unlock(struct spinlock *lock);

void mutex_enter_blocking(struct mutex *mutex);
bool mutex_try_enter(struct mutex *mutex, uint32_t *owner);
void mutex_exit(struct mutex *mutex);

void recursive_mutex_enter_blocking(struct recursive *mutex);
void recursive_mutex_exit(struct recursive *mutex);

#endif
