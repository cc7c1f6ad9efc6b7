/* Stand-in for the Pico SDK's pico/time.h. */
#ifndef CRIT_SHIM_PICO_PICO_TIME_H
#define CRIT_SHIM_PICO_PICO_TIME_H

#include <hardware/timer.h>

typedef int32_t alarm_id_t;
typedef struct alarm_pool alarm_pool_t;
typedef struct repeating_timer repeating_timer_t;
typedef int64_t (*alarm_callback_t)(alarm_id_t id, void *user_data);
typedef bool (*repeating_timer_callback_t)(repeating_timer_t *timer);

struct repeating_timer {
    int64_t delay_us;
    alarm_pool_t *pool;
    alarm_id_t alarm_id;
    repeating_timer_callback_t callback;
    void *user_data;
};

absolute_time_t get_absolute_time(void);
uint32_t to_ms_since_boot(absolute_time_t moment);
uint64_t to_us_since_boot(absolute_time_t moment);
absolute_time_t delayed_by_us(const absolute_time_t moment, uint64_t us);
absolute_time_t delayed_by_ms(const absolute_time_t moment, uint32_t ms);
absolute_time_t make_timeout_time_us(uint64_t us);
absolute_time_t make_timeout_time_ms(uint32_t ms);
int64_t absolute_time_diff_us(absolute_time_t from, absolute_time_t to);
void sleep_until(absolute_time_t until);
void sleep_us(uint64_t us);
void sleep_ms(uint32_t ms);
bool best_effort_wfe_or_timeout(absolute_time_t until);
alarm_pool_t *alarm_pool_get_default(void);
alarm_pool_t *alarm_pool_create(uint number, uint most);
alarm_id_t alarm_pool_add_alarm_at(alarm_pool_t *pool, absolute_time_t moment, alarm_callback_t callback,
                                   void *user_data, bool fire_if_past);
alarm_id_t alarm_pool_add_alarm_in_us(alarm_pool_t *pool, uint64_t us, alarm_callback_t callback,
                                      void *user_data, bool fire_if_past);
alarm_id_t alarm_pool_add_alarm_in_ms(alarm_pool_t *pool, uint32_t ms, alarm_callback_t callback,
                                      void *user_data, bool fire_if_past);
bool alarm_pool_cancel_alarm(alarm_pool_t *pool, alarm_id_t id);
bool alarm_pool_add_repeating_timer_us(alarm_pool_t *pool, int64_t us, repeating_timer_callback_t callback,
                                       void *user_data, repeating_timer_t *out);
bool alarm_pool_add_repeating_timer_ms(alarm_pool_t *pool, int32_t ms, repeating_timer_callback_t callback,
                                       void *user_data, repeating_timer_t *out);
alarm_id_t add_alarm_at(absolute_time_t moment, alarm_callback_t callback, void *user_data,
                        bool fire_if_past);
alarm_id_t add_alarm_in_us(uint64_t us, alarm_callback_t callback, void *user_data, bool fire_if_past);
alarm_id_t add_alarm_in_ms(uint32_t ms, alarm_callback_t callback, void *user_data, bool fire_if_past);
bool cancel_alarm(alarm_id_t id);
bool add_repeating_timer_us(int64_t us, repeating_timer_callback_t callback, void *user_data,
                            repeating_timer_t *out);
bool add_repeating_timer_ms(int32_t ms, repeating_timer_callback_t callback, void *user_data,
                            repeating_timer_t *out);
bool cancel_repeating_timer(repeating_timer_t *timer);

#endif
