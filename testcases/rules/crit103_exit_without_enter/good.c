// args: --cpu cortex-m4
/* What is released was taken on the same path. */
#include "freertos.h"

static uint32_t slots[8];
static uint32_t used;

bool good_goto_out(uint32_t value)
{
    bool stored = false;

    taskENTER_CRITICAL();
    if (value == 0) {
        goto out;
    }
    if (used < 8) {
        slots[used++] = value;
        stored = true;
    }
out:
    taskEXIT_CRITICAL();
    return stored;
}

bool good_exit_twice(uint32_t value)
{
    taskENTER_CRITICAL();
    if (used == 8) {
        value = 0;
    } else {
        slots[used++] = value;
    }
    taskEXIT_CRITICAL();
    return value != 0;
}

void good_exit_typed_for_enter(uint32_t value)
{
    taskENTER_CRITICAL();
    slots[0] = value;
    taskEXIT_CRITICAL();
}

void good_scheduler(uint32_t value, bool exact)
{
    if (exact) {
        vTaskSuspendAll();
    }
    slots[0] = value;
    if (exact) {
        (void)xTaskResumeAll();
    }
}

bool good_enable_on_error(uint32_t value)
{
    uint32_t primask;

    if (value == 0) {
        return false;
    }
    primask = __get_PRIMASK();
    __disable_irq();
    slots[0] = value;
    __set_PRIMASK(primask);
    return true;
}

static void unlock_slots(void)
{
    taskEXIT_CRITICAL();
}

bool good_exit_wrapper(uint32_t value)
{
    if (value == 0) {
        return false;
    }
    taskENTER_CRITICAL();
    slots[0] = value;
    unlock_slots();
    return true;
}

void good_loop(void)
{
    taskENTER_CRITICAL();
    for (uint32_t i = 0; i < 8; i++) {
        slots[i] = 0;
    }
    taskEXIT_CRITICAL();
}

void good_fall_through(uint32_t command, uint32_t value)
{
    switch (command) {
    case 0: use(value); /* fall through */
    case 1: break;
    default:
        taskENTER_CRITICAL();
        slots[0] = value;
        taskEXIT_CRITICAL();
        break;
    }
}

/* Both ends of the section depend on the same fact. */
void good_correlated(uint32_t value)
{
    bool inside = xPortIsInsideInterrupt() != pdFALSE;
    uint32_t saved = 0;

    if (inside) {
        saved = taskENTER_CRITICAL_FROM_ISR();
    } else {
        taskENTER_CRITICAL();
    }
    slots[0] = value;
    if (inside) {
        taskEXIT_CRITICAL_FROM_ISR(saved);
    } else {
        taskEXIT_CRITICAL();
    }
}

/* The same question at both ends, as the ports' manuals put it. */
void good_asked_twice(uint32_t value)
{
    uint32_t saved = 0;

    if (xPortIsInsideInterrupt() == pdTRUE) {
        saved = taskENTER_CRITICAL_FROM_ISR();
    } else {
        taskENTER_CRITICAL();
    }
    slots[0] = value;
    if (pdTRUE != xPortIsInsideInterrupt()) {
        taskEXIT_CRITICAL();
    } else {
        taskEXIT_CRITICAL_FROM_ISR(saved);
    }
}

/* Opens interrupts for good at the end of start-up: not the other half of a section. */
void good_start_up(void)
{
    used = 0;
    NVIC_EnableIRQ(USART1_IRQn);
    __enable_irq();
}

/* Nobody calls main: what it opens was nobody's section. */
int main(void)
{
    if (used != 0) {
        __disable_irq();
        used = 0;
    }
    __enable_irq();
    for (;;) {
        use(used);
    }
}
