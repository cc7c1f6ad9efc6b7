/*
 * Flow meter. Capture runs above the kernel ceiling so that no pulse waits for a kernel section;
 * what needs the kernel is passed on to EXTI1, a line without a pin.
 */
#include "drivers/pulse.h"

#include "app/events.h"
#include "drivers/board.h"
#include "drivers/timebase.h"
#include "hal/hal_gpio.h"
#include "queue.h"
#include "task.h"

#define BURST_PERIOD_US 400U
#define STALL_PERIOD_US 2000000U

void TIM2_IRQHandler(void);
void EXTI1_IRQHandler(void);

static struct pulse_stats stats;
static uint32_t billed;
static uint64_t started_us;
static volatile uint32_t stalls;

void pulse_init(void)
{
    /* TIM2's line is still closed: the board opens it last. */
    stats.count = 0;
    stats.last_capture = 0;
    stats.shortest = 0xFFFFFFFF;
    billed = 0;
}

static void on_capture(uint32_t capture)
{
    uint32_t period = capture - stats.last_capture;

    stats.last_capture = capture;
    stats.count++;
    if (period < stats.shortest) {
        stats.shortest = period;
    }
    if (period < BURST_PERIOD_US) {
        BaseType_t woken = pdFALSE;
        uint32_t event = EVENT_BURST;

        /* The task switches other pins of the port: BSRR keeps the two apart. */
        HAL_GPIO_WritePin(GPIOB, VALVE, false);
        xQueueSendFromISR(event_queue, &event, &woken); // expect: CRIT506 "TIM2_IRQHandler"
        portYIELD_FROM_ISR(woken);
    } else if (period > STALL_PERIOD_US) {
        stalls++;
        NVIC_SetPendingIRQ(EXTI1_IRQn);
    }
}

void TIM2_IRQHandler(void)
{
    uint32_t status = TIM2->SR;

    TIM2->ICR = status & (TIM_SR_UIF | TIM_SR_CC1IF);
    (void)TIM2->SR;
    if (status & TIM_SR_UIF) {
        timebase_on_overflow();
    }
    if (status & TIM_SR_CC1IF) {
        on_capture(TIM2->CCR1);
    }
}

/* Pended by TIM2_IRQHandler. Below the ceiling, so the kernel may be called. */
void EXTI1_IRQHandler(void)
{
    BaseType_t woken = pdFALSE;
    uint32_t event = EVENT_STALL;

    xQueueSendFromISR(event_queue, &event, &woken);
    portYIELD_FROM_ISR(woken);
}

/* The three fields belong together. */
void pulse_snapshot(struct pulse_stats *out)
{
    taskENTER_CRITICAL();
    *out = stats; // expect: CRIT205 "stats"
    taskEXIT_CRITICAL();
}

/* Pulses since the last call. PRIMASK, because a kernel section does not hold up the capture. */
uint32_t pulse_take(void)
{
    uint32_t primask = board_irq_save();
    uint32_t fresh = stats.count - billed;

    billed = stats.count;
    board_irq_restore(primask);
    return fresh;
}

/* A new measurement: counters and start time are set at the same instant. */
void pulse_restart(void)
{
    uint32_t primask = board_irq_save();

    stats.count = 0;
    stats.shortest = 0xFFFFFFFF;
    billed = 0;
    started_us = timebase_now_us();
    board_irq_restore(primask);
}

uint64_t pulse_started_us(void)
{
    return started_us;
}

/* One aligned word with one writer: read as it is. */
uint32_t pulse_stalls(void)
{
    return stalls;
}
