/* Stand-in for the Pico SDK's pico/mutex.h. */
#ifndef CRIT_SHIM_PICO_PICO_MUTEX_H
#define CRIT_SHIM_PICO_PICO_MUTEX_H

#include <pico/lock_core.h>

typedef struct {
    lock_core_t core;
    lock_owner_id_t owner;
} mutex_t;

typedef struct {
    lock_core_t core;
    lock_owner_id_t owner;
    uint8_t enter_count;
} recursive_mutex_t;

#define auto_init_mutex(name) static mutex_t name
#define auto_init_recursive_mutex(name) static recursive_mutex_t name

void mutex_init(mutex_t *mutex);
void recursive_mutex_init(recursive_mutex_t *mutex);
void mutex_enter_blocking(mutex_t *mutex);
void recursive_mutex_enter_blocking(recursive_mutex_t *mutex);
bool mutex_try_enter(mutex_t *mutex, uint32_t *owner);
bool mutex_try_enter_block_until(mutex_t *mutex, absolute_time_t until);
bool recursive_mutex_try_enter(recursive_mutex_t *mutex, uint32_t *owner);
bool mutex_enter_timeout_ms(mutex_t *mutex, uint32_t timeout);
bool recursive_mutex_enter_timeout_ms(recursive_mutex_t *mutex, uint32_t timeout);
bool mutex_enter_timeout_us(mutex_t *mutex, uint32_t timeout);
bool recursive_mutex_enter_timeout_us(recursive_mutex_t *mutex, uint32_t timeout);
bool mutex_enter_block_until(mutex_t *mutex, absolute_time_t until);
bool recursive_mutex_enter_block_until(recursive_mutex_t *mutex, absolute_time_t until);
void mutex_exit(mutex_t *mutex);
void recursive_mutex_exit(recursive_mutex_t *mutex);

#endif
