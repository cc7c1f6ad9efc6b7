// args: --cpu cortex-m4
/* Two mechanisms, one inside the other, and the inner exit opens what the outer one closed. */
#include "freertos.h"

static uint32_t shared;
static uint32_t table[4];

void bad_pair_in_kernel_section(uint32_t value)
{
    taskENTER_CRITICAL();
    shared = value;
    __disable_irq();
    table[0] = value;
    __enable_irq(); // expect: CRIT109
    table[1] = value;
    taskEXIT_CRITICAL();
}

void bad_pair_in_ceiling(uint32_t value)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI_MAX(0x60);
    __disable_irq();
    shared = value;
    __enable_irq(); // expect: CRIT109
    table[0] = value;
    __set_BASEPRI(before);
}

/* The kernel's exit writes 0 to BASEPRI: the ceiling of this function is gone. */
void bad_kernel_section_in_ceiling(uint32_t value)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI_MAX(0x60);
    taskENTER_CRITICAL();
    shared = value;
    taskEXIT_CRITICAL(); // expect: CRIT109
    table[0] = value;
    __set_BASEPRI(before);
}

static void bad_count(void)
{
    taskENTER_CRITICAL();
    table[2]++;
    taskEXIT_CRITICAL(); // expect: CRIT109
}

void ceiling_caller(uint32_t value)
{
    uint32_t before = taskENTER_CRITICAL_FROM_ISR();

    shared = value;
    bad_count();
    table[3] = value;
    taskEXIT_CRITICAL_FROM_ISR(before);
}

void bad_ceiling_in_kernel_section(uint32_t value)
{
    taskENTER_CRITICAL();
    shared = value;
    __set_BASEPRI(0x40);
    table[0] = value;
    __set_BASEPRI(0); // expect: CRIT109
    table[1] = value;
    taskEXIT_CRITICAL();
}

/* Some cores need the write of BASEPRI inside a PRIMASK pair; this one opens PRIMASK for the caller too. */
static void bad_raise_ceiling(uint32_t ceiling)
{
    __disable_irq();
    __set_BASEPRI_MAX(ceiling);
    __DSB();
    __ISB();
    __enable_irq(); // expect: CRIT109
}

void masked_raiser(uint32_t value)
{
    uint32_t primask = __get_PRIMASK();
    uint32_t before = __get_BASEPRI();

    __disable_irq();
    shared = value;
    bad_raise_ceiling(0x60);
    table[0] = value;
    __set_BASEPRI(before);
    __set_PRIMASK(primask);
}

void bad_pair_under_scheduler_and_section(uint32_t value)
{
    vTaskSuspendAll();
    taskENTER_CRITICAL();
    __disable_irq();
    shared = value;
    __enable_irq(); // expect: CRIT109
    taskEXIT_CRITICAL();
    (void)xTaskResumeAll();
}
