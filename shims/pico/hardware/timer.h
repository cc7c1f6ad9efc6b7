/* Stand-in for hardware/timer.h. */
#ifndef CRIT_SHIM_PICO_HARDWARE_TIMER_H
#define CRIT_SHIM_PICO_HARDWARE_TIMER_H

#include <pico.h>

typedef void (*hardware_alarm_callback_t)(uint number);

uint32_t time_us_32(void);
uint64_t time_us_64(void);
void busy_wait_us_32(uint32_t us);
void busy_wait_us(uint64_t us);
void busy_wait_ms(uint32_t ms);
void busy_wait_until(absolute_time_t until);
bool time_reached(absolute_time_t moment);
void hardware_alarm_claim(uint number);
int hardware_alarm_claim_unused(bool required);
void hardware_alarm_unclaim(uint number);
void hardware_alarm_set_callback(uint number, hardware_alarm_callback_t callback);
bool hardware_alarm_set_target(uint number, absolute_time_t moment);
void hardware_alarm_cancel(uint number);

#endif
