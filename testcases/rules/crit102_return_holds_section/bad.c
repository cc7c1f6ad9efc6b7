// args: --cpu cortex-m4 --tier C
/* One way out of the function forgets the exit. */
#include "freertos.h"

static uint32_t slots[8];
static uint32_t used;

bool bad_early_return(uint32_t value)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    if (used == 8) {
        return false; // expect: CRIT102
    }
    slots[used++] = value;
    __set_PRIMASK(primask);
    return true;
}

bool bad_kernel_section(uint32_t value)
{
    taskENTER_CRITICAL();
    if (used == 8) {
        return false; // expect: CRIT102
    }
    slots[used++] = value;
    taskEXIT_CRITICAL();
    return true;
}

bool bad_goto_past_exit(uint32_t value)
{
    bool stored = false;

    taskENTER_CRITICAL();
    if (used == 8) {
        goto full;
    }
    slots[used++] = value;
    stored = true;
    taskEXIT_CRITICAL();
full:
    return stored; // expect: CRIT102
}

void bad_break(uint32_t value)
{
    for (uint32_t i = 0; i < 8; i++) {
        taskENTER_CRITICAL();
        if (slots[i] == value) {
            slots[i] = 0;
            break;
        }
        taskEXIT_CRITICAL();
    }
    use(value);
} // expect: CRIT102

#define RETURN_ON_FALSE(condition)                                                                           \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            return false;                                                                                    \
        }                                                                                                    \
    } while (0)

bool bad_return_in_macro(uint32_t value)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    RETURN_ON_FALSE(used < 8); // expect: CRIT102
    slots[used++] = value;
    __set_PRIMASK(primask);
    return true;
}

bool bad_case(uint32_t command, uint32_t value)
{
    taskENTER_CRITICAL();
    switch (command) {
    case 0: used = 0; break;
    case 1: slots[0] = value; break;
    default: return false; // expect: CRIT102
    }
    taskEXIT_CRITICAL();
    return true;
}

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

bool bad_wrappers(uint32_t value)
{
    uint32_t before = irq_save();

    if (used == 8) {
        return false; // expect: CRIT102
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

bool bad_out_parameter(uint32_t value)
{
    uint32_t before;

    irq_save_to(&before);
    if (value == 0) {
        return false; // expect: CRIT102
    }
    slots[0] = value;
    irq_restore(before);
    return true;
}

struct guard {
    uint32_t primask;
};

bool bad_field(uint32_t value)
{
    struct guard guard = {.primask = irq_save()};

    if (value == 0) {
        return false; // expect: CRIT102
    }
    slots[0] = value;
    irq_restore(guard.primask);
    return true;
}

bool bad_scheduler(uint32_t value)
{
    vTaskSuspendAll();
    if (used == 8) {
        return false; // expect: CRIT102
    }
    slots[used++] = value;
    (void)xTaskResumeAll();
    return true;
}

bool bad_ceiling(uint32_t value)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI_MAX(0x60);
    if (value == 0) {
        return false; // expect: CRIT102
    }
    slots[0] = value;
    __set_BASEPRI(before);
    return true;
}

bool bad_line(uint32_t value)
{
    NVIC_DisableIRQ(USART1_IRQn);
    if (value == 0) {
        return false; // expect: CRIT102
    }
    slots[0] = value;
    NVIC_EnableIRQ(USART1_IRQn);
    return true;
}

static bool claimed;

/* Says no, and keeps the mask that goes with yes. */
static bool bad_try_claim(uint32_t *before)
{
    *before = irq_save();
    if (claimed) {
        return false; // miss: CRIT102 said in the caller, which cannot know
    }
    claimed = true;
    return true;
}

void claim_user(void)
{
    uint32_t before;

    if (bad_try_claim(&before)) {
        slots[0]++;
        claimed = false;
        irq_restore(before);
    }
} // expect: CRIT102

bool bad_plain_local(uint32_t value)
{
    uint32_t before = irq_save();

    if (value == 0) {
        return false; // expect: CRIT102
    }
    slots[0] = value;
    irq_restore(before);
    return true;
}

/* Entered only sometimes, left only at other times. */
void bad_other_condition(uint32_t value, bool shared, bool urgent)
{
    if (shared) {
        taskENTER_CRITICAL();
    }
    slots[0] = value;
    if (shared && !urgent) {
        taskEXIT_CRITICAL();
    }
} // expect: CRIT102

/* Nobody can restore what is kept in a local that dies here. */
void bad_state_dies(uint32_t value)
{
    uint32_t before = irq_save();

    slots[0] = value;
} // expect: CRIT102

/* The error path keeps the lock, and success gives it back: no hand-over. */
static SemaphoreHandle_t bus_lock;

int bad_transfer(uint32_t value)
{
    (void)xSemaphoreTake(bus_lock, portMAX_DELAY);
    if (value == 0) {
        return -2; // expect: CRIT102
    }
    slots[0] = value;
    xSemaphoreGive(bus_lock);
    return 0;
}
