/* Button on EXTI0 and the second from the RTC. Both run at PRIO_SLOW and never preempt each other. */
#include "drivers/slow_io.h"

#include "app/events.h"
#include "app/logger.h"
#include "drivers/board.h"
#include "hal/hal_gpio.h"

void EXTI0_IRQHandler(void);
void RTC_IRQHandler(void);

#define DEBOUNCE_S 1U

/* Activity of the two slow handlers; no task looks at it. */
static struct {
    uint32_t wakes;
    uint32_t last_line;
    uint32_t last_second;
} trace;

static volatile uint32_t uptime_s;
static volatile uint32_t pressed_at;

static void trace_wake(uint32_t line)
{
    trace.wakes++;
    trace.last_line = line;
    trace.last_second = uptime_s;
}

void EXTI0_IRQHandler(void)
{
    if (!HAL_GPIO_EdgeTake(BUTTON_LINE)) {
        return;
    }
    trace_wake(EXTI0_IRQn);
    if (uptime_s - pressed_at >= DEBOUNCE_S) {
        pressed_at = uptime_s;
        events_post(EVENT_BUTTON);
    }
}

void RTC_IRQHandler(void)
{
    RTC->ICR = RTC_ICR_SEC;
    (void)RTC->ICR;
    uptime_s++;
    trace_wake(RTC_IRQn);
    HAL_GPIO_TogglePin(GPIOA, LED_HEARTBEAT);
    logger_mark(LOG_SECOND);
    events_post_any(EVENT_SECOND);
}

uint32_t slow_io_uptime_s(void)
{
    return uptime_s;
}

/* Second of the last accepted press: one word, written by the handler alone. */
uint32_t slow_io_last_press(void)
{
    return pressed_at;
}

/* The relay shares its port with the valve, which TIM2_IRQHandler closes. */
bool slow_io_relay(bool on)
{
    HAL_GPIO_WritePin(GPIOB, RELAY, on);
    return HAL_GPIO_ReadPin(GPIOB, RELAY) == on;
}
