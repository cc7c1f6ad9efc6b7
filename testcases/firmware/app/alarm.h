/* Alarms: raised by the sensor task, acknowledged over the link. */
#ifndef APP_ALARM_H
#define APP_ALARM_H

#include <stdbool.h>
#include <stdint.h>

#define ALARM_SLOTS 8U

enum alarm_state { ALARM_OFF, ALARM_ON, ALARM_ACKED };

bool alarm_raise(uint32_t slot, uint32_t value);
bool alarm_acknowledge(uint32_t slot);
void alarm_clear(uint32_t slot);
void alarm_renew(uint32_t slot, uint32_t value);
void alarm_clear_all(void);
uint32_t alarm_open(void);

#endif
