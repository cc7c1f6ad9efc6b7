/* Stands in for the kernel's task.h: see FreeRTOS.h here. */
#ifndef CRITSEC_TESTS_TASK_H
#define CRITSEC_TESTS_TASK_H

#include "FreeRTOS.h"

void stand_in_enter(void);
void stand_in_exit(void);
UBaseType_t stand_in_set_mask(void);
void stand_in_clear_mask(UBaseType_t mask);

#define taskENTER_CRITICAL() stand_in_enter()
#define taskEXIT_CRITICAL() stand_in_exit()
#if STAND_IN == NESTING
#define taskENTER_CRITICAL_FROM_ISR() stand_in_set_mask()
#define taskEXIT_CRITICAL_FROM_ISR(mask) stand_in_clear_mask(mask)
#else
#define taskENTER_CRITICAL_FROM_ISR() 0
#define taskEXIT_CRITICAL_FROM_ISR(mask) (void)(mask)
#endif

#endif
