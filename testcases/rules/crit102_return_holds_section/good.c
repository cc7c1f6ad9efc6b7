// args: --cpu cortex-m4 --tier C
/* Every way out passes the exit. */
#include "freertos.h"

static uint32_t slots[8];
static uint32_t used;

bool good_early_return(uint32_t value)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    if (used == 8) {
        __set_PRIMASK(primask);
        return false;
    }
    slots[used++] = value;
    __set_PRIMASK(primask);
    return true;
}

bool good_kernel_section(uint32_t value)
{
    taskENTER_CRITICAL();
    if (used == 8) {
        taskEXIT_CRITICAL();
        return false;
    }
    slots[used++] = value;
    taskEXIT_CRITICAL();
    return true;
}

bool good_goto_past_exit(uint32_t value)
{
    bool stored = false;

    taskENTER_CRITICAL();
    if (used == 8) {
        goto full;
    }
    slots[used++] = value;
    stored = true;
full:
    taskEXIT_CRITICAL();
    return stored;
}

void good_break(uint32_t value)
{
    for (uint32_t i = 0; i < 8; i++) {
        taskENTER_CRITICAL();
        if (slots[i] == value) {
            slots[i] = 0;
            taskEXIT_CRITICAL();
            break;
        }
        taskEXIT_CRITICAL();
    }
    use(value);
}

#define RETURN_ON_FALSE(condition)                                                                           \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            return false;                                                                                    \
        }                                                                                                    \
    } while (0)

bool good_return_in_macro(uint32_t value)
{
    uint32_t primask = __get_PRIMASK();

    RETURN_ON_FALSE(value != 0);
    __disable_irq();
    slots[0] = value;
    __set_PRIMASK(primask);
    return true;
}

bool good_case(uint32_t command, uint32_t value)
{
    bool known = true;

    taskENTER_CRITICAL();
    switch (command) {
    case 0: used = 0; break;
    case 1: slots[0] = value; break;
    default: known = false; break;
    }
    taskEXIT_CRITICAL();
    return known;
}

/* Returning with the section open is what an enter function is for. */
static uint32_t irq_save(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    return primask;
}

static void irq_restore(uint32_t primask)
{
    __set_PRIMASK(primask);
}

bool good_wrappers(uint32_t value)
{
    uint32_t before = irq_save();

    if (used == 8) {
        irq_restore(before);
        return false;
    }
    slots[used++] = value;
    irq_restore(before);
    return true;
}

static void irq_save_to(uint32_t *before)
{
    *before = __get_PRIMASK();
    __disable_irq();
}

bool good_out_parameter(uint32_t value)
{
    uint32_t before;

    irq_save_to(&before);
    if (value == 0) {
        irq_restore(before);
        return false;
    }
    slots[0] = value;
    irq_restore(before);
    return true;
}

struct guard {
    uint32_t primask;
};

bool good_field(uint32_t value)
{
    struct guard guard = {.primask = irq_save()};
    bool accepted = value != 0;

    if (accepted) {
        slots[0] = value;
    }
    irq_restore(guard.primask);
    return accepted;
}

bool good_scheduler(uint32_t value)
{
    vTaskSuspendAll();
    if (used == 8) {
        (void)xTaskResumeAll();
        return false;
    }
    slots[used++] = value;
    (void)xTaskResumeAll();
    return true;
}

bool good_ceiling(uint32_t value)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI_MAX(0x60);
    if (value == 0) {
        __set_BASEPRI(before);
        return false;
    }
    slots[0] = value;
    __set_BASEPRI(before);
    return true;
}

bool good_line(uint32_t value)
{
    NVIC_DisableIRQ(USART1_IRQn);
    if (value == 0) {
        NVIC_EnableIRQ(USART1_IRQn);
        return false;
    }
    slots[0] = value;
    NVIC_EnableIRQ(USART1_IRQn);
    return true;
}

static bool claimed;

/* True with the mask held, false with it put back: the caller releases what it got. */
static bool good_try_claim(uint32_t *before)
{
    *before = irq_save();
    if (claimed) {
        irq_restore(*before);
        return false;
    }
    claimed = true;
    return true;
}

void claim_user(void)
{
    uint32_t before;

    if (good_try_claim(&before)) {
        slots[0]++;
        claimed = false;
        irq_restore(before);
    }
}

static void put_back(const uint32_t *before)
{
    irq_restore(*before);
}

bool good_plain_local(uint32_t value)
{
    __attribute__((cleanup(put_back))) uint32_t before = irq_save();

    if (value == 0) {
        return false;
    }
    slots[0] = value;
    return true;
}

void good_other_condition(uint32_t value, bool shared, bool urgent)
{
    if (shared && !urgent) {
        taskENTER_CRITICAL();
    }
    slots[0] = value;
    if (shared && !urgent) {
        taskEXIT_CRITICAL();
    }
}

/* The path without an exit does not leave the function. */
void good_trap(uint32_t value)
{
    uint32_t before = irq_save();

    if (value > 8) {
        NVIC_SystemReset();
    }
    slots[value % 8] = 0;
    irq_restore(before);
}

/* A function that enters: the caller finds the state in its object, and another function leaves. */
struct visit {
    uint32_t before;
};

void good_enters(struct visit *visit)
{
    uint32_t before = irq_save();

    visit->before = before;
}

void good_leaves(const struct visit *visit)
{
    irq_restore(visit->before);
}

/* Stops for good: nobody has to restore. */
void good_stops(void)
{
    uint32_t before = irq_save();

    slots[0] = 0;
    for (;;) {
    }
}

/* Called with interrupts masked: open while each slot is handed on, masked again for the caller. */
void good_lets_go(void (*hand_on)(uint32_t value))
{
    while (used) {
        uint32_t value = slots[--used];

        __enable_irq();
        hand_on(value);
        __disable_irq();
    }
}

/* A device that is open keeps its lock until it is closed. */
static SemaphoreHandle_t device_lock;

int good_open(uint32_t value)
{
    if (xSemaphoreTake(device_lock, portMAX_DELAY) != pdTRUE) {
        return -1;
    }
    if (value == 0) {
        xSemaphoreGive(device_lock);
        return -2;
    }
    return 0;
}

int to_errno(int answer);

/* What another function makes of the answer is not known: it may say that the lock was not taken. */
int good_answer_passed_on(uint32_t value)
{
    int error = to_errno(xSemaphoreTake(device_lock, portMAX_DELAY));

    if (error == 0) {
        slots[0] = value;
        xSemaphoreGive(device_lock);
    }
    return error;
}
