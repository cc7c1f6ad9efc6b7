/* The two tasks of the application. */
#ifndef APP_SENSOR_TASK_H
#define APP_SENSOR_TASK_H

#include <stdint.h>

#define SENSOR_TASK_PRIORITY 2
#define LINK_TASK_PRIORITY 3

void sensor_task(void *argument);
void link_task(void *argument);
int32_t sensor_offset(uint32_t channel);
uint32_t sensor_mean(uint32_t channel);

#endif
