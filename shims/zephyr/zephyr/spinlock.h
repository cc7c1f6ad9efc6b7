/* Stand-in for zephyr/spinlock.h. */
#ifndef CRIT_SHIM_ZEPHYR_ZEPHYR_SPINLOCK_H
#define CRIT_SHIM_ZEPHYR_ZEPHYR_SPINLOCK_H

#include <zephyr/irq.h>

struct k_spinlock {
    char dummy;
};
typedef struct z_spinlock_key {
    int key;
} k_spinlock_key_t;

k_spinlock_key_t k_spin_lock(struct k_spinlock *lock);
int k_spin_trylock(struct k_spinlock *lock, k_spinlock_key_t *key);
void k_spin_unlock(struct k_spinlock *lock, k_spinlock_key_t key);
void k_spin_release(struct k_spinlock *lock);

#endif
