// args: --cpu cortex-m4
/* An exit, or an enable, on a path that took nothing. */
#include "freertos.h"

static uint32_t slots[8];
static uint32_t used;

bool bad_goto_out(uint32_t value)
{
    bool stored = false;

    if (value == 0) {
        goto out;
    }
    taskENTER_CRITICAL();
    if (used < 8) {
        slots[used++] = value;
        stored = true;
    }
out:
    taskEXIT_CRITICAL(); // expect: CRIT103
    return stored;
}

bool bad_exit_twice(uint32_t value)
{
    taskENTER_CRITICAL();
    if (used == 8) {
        taskEXIT_CRITICAL();
        value = 0;
    } else {
        slots[used++] = value;
    }
    taskEXIT_CRITICAL(); // expect: CRIT103
    return value != 0;
}

void bad_exit_typed_for_enter(uint32_t value)
{
    taskEXIT_CRITICAL(); // expect: CRIT103
    slots[0] = value;
    taskEXIT_CRITICAL(); // expect: CRIT103
}

void bad_scheduler(uint32_t value, bool exact)
{
    if (exact) {
        vTaskSuspendAll();
    }
    slots[0] = value;
    (void)xTaskResumeAll(); // expect: CRIT103
}

/* The error path opens what is masked only further down. */
bool bad_enable_on_error(uint32_t value)
{
    uint32_t primask;

    if (value == 0) {
        __enable_irq(); // expect: CRIT103
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

bool bad_exit_wrapper(uint32_t value)
{
    if (value == 0) {
        unlock_slots(); // expect: CRIT103
        return false;
    }
    taskENTER_CRITICAL();
    slots[0] = value;
    unlock_slots();
    return true;
}

void bad_loop(void)
{
    taskENTER_CRITICAL();
    for (uint32_t i = 0; i < 8; i++) {
        slots[i] = 0;
        taskEXIT_CRITICAL(); // expect: CRIT103
    }
}

void bad_fall_through(uint32_t command, uint32_t value)
{
    switch (command) {
    case 0: use(value);                 /* fall through */
    case 1: taskEXIT_CRITICAL(); break; // expect: CRIT103
    default:
        taskENTER_CRITICAL();
        slots[0] = value;
        taskEXIT_CRITICAL();
        break;
    }
}
