/* Stand-in for FreeRTOS's timers.h, with the one command function of V8 to V10. */
#ifndef TIMERS_H
#define TIMERS_H

#include "task.h"

typedef struct tmrTimerControl *TimerHandle_t;
typedef void (*TimerCallbackFunction_t)(TimerHandle_t timer);
typedef void (*PendedFunction_t)(void *parameter, uint32_t value);

#define tmrCOMMAND_EXECUTE_CALLBACK_FROM_ISR ((BaseType_t) - 2)
#define tmrCOMMAND_EXECUTE_CALLBACK ((BaseType_t) - 1)
#define tmrCOMMAND_START_DONT_TRACE ((BaseType_t)0)
#define tmrCOMMAND_START ((BaseType_t)1)
#define tmrCOMMAND_RESET ((BaseType_t)2)
#define tmrCOMMAND_STOP ((BaseType_t)3)
#define tmrCOMMAND_CHANGE_PERIOD ((BaseType_t)4)
#define tmrCOMMAND_DELETE ((BaseType_t)5)
#define tmrCOMMAND_START_FROM_ISR ((BaseType_t)6)
#define tmrCOMMAND_RESET_FROM_ISR ((BaseType_t)7)
#define tmrCOMMAND_STOP_FROM_ISR ((BaseType_t)8)
#define tmrCOMMAND_CHANGE_PERIOD_FROM_ISR ((BaseType_t)9)

TimerHandle_t xTimerCreate(const char *const name, const TickType_t period, const BaseType_t reload,
                           void *const id, TimerCallbackFunction_t callback);
TimerHandle_t xTimerCreateStatic(const char *const name, const TickType_t period, const BaseType_t reload,
                                 void *const id, TimerCallbackFunction_t callback, StaticTimer_t *buffer);
void *pvTimerGetTimerID(const TimerHandle_t timer);
void vTimerSetTimerID(TimerHandle_t timer, void *id);
BaseType_t xTimerIsTimerActive(TimerHandle_t timer);
TaskHandle_t xTimerGetTimerDaemonTaskHandle(void);
const char *pcTimerGetName(TimerHandle_t timer);
void vTimerSetReloadMode(TimerHandle_t timer, const BaseType_t reload);
UBaseType_t uxTimerGetReloadMode(TimerHandle_t timer);
TickType_t xTimerGetPeriod(TimerHandle_t timer);
TickType_t xTimerGetExpiryTime(TimerHandle_t timer);
BaseType_t xTimerPendFunctionCall(PendedFunction_t function, void *parameter, uint32_t value,
                                  TickType_t ticks);
BaseType_t xTimerPendFunctionCallFromISR(PendedFunction_t function, void *parameter, uint32_t value,
                                         BaseType_t *woken);
BaseType_t xTimerGenericCommand(TimerHandle_t timer, const BaseType_t command, const TickType_t value,
                                BaseType_t *const woken, const TickType_t ticks);

#define xTimerStart(timer, ticks)                                                                            \
    xTimerGenericCommand((timer), tmrCOMMAND_START, (xTaskGetTickCount()), NULL, (ticks))
#define xTimerStop(timer, ticks) xTimerGenericCommand((timer), tmrCOMMAND_STOP, 0U, NULL, (ticks))
#define xTimerChangePeriod(timer, period, ticks)                                                             \
    xTimerGenericCommand((timer), tmrCOMMAND_CHANGE_PERIOD, (period), NULL, (ticks))
#define xTimerDelete(timer, ticks) xTimerGenericCommand((timer), tmrCOMMAND_DELETE, 0U, NULL, (ticks))
#define xTimerReset(timer, ticks)                                                                            \
    xTimerGenericCommand((timer), tmrCOMMAND_RESET, (xTaskGetTickCount()), NULL, (ticks))
#define xTimerStartFromISR(timer, woken)                                                                     \
    xTimerGenericCommand((timer), tmrCOMMAND_START_FROM_ISR, (xTaskGetTickCountFromISR()), (woken), 0U)
#define xTimerStopFromISR(timer, woken)                                                                      \
    xTimerGenericCommand((timer), tmrCOMMAND_STOP_FROM_ISR, 0, (woken), 0U)
#define xTimerChangePeriodFromISR(timer, period, woken)                                                      \
    xTimerGenericCommand((timer), tmrCOMMAND_CHANGE_PERIOD_FROM_ISR, (period), (woken), 0U)
#define xTimerResetFromISR(timer, woken)                                                                     \
    xTimerGenericCommand((timer), tmrCOMMAND_RESET_FROM_ISR, (xTaskGetTickCountFromISR()), (woken), 0U)

#endif
