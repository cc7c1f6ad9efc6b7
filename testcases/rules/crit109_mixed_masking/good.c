// args: --cpu cortex-m4
/* The inner mechanism puts back what it found, or cannot touch the outer one. */
#include "freertos.h"

static uint32_t shared;
static uint32_t table[4];

void good_pair_in_kernel_section(uint32_t value)
{
    uint32_t primask;

    taskENTER_CRITICAL();
    shared = value;
    primask = __get_PRIMASK();
    __disable_irq();
    table[0] = value;
    __set_PRIMASK(primask);
    table[1] = value;
    taskEXIT_CRITICAL();
}

void good_pair_in_ceiling(uint32_t value)
{
    uint32_t before = __get_BASEPRI();
    uint32_t primask;

    __set_BASEPRI_MAX(0x60);
    primask = __get_PRIMASK();
    __disable_irq();
    shared = value;
    __set_PRIMASK(primask);
    table[0] = value;
    __set_BASEPRI(before);
}

void good_kernel_section_in_ceiling(uint32_t value)
{
    uint32_t before = __get_BASEPRI();
    uint32_t inner;

    __set_BASEPRI_MAX(0x60);
    inner = taskENTER_CRITICAL_FROM_ISR();
    shared = value;
    taskEXIT_CRITICAL_FROM_ISR(inner);
    table[0] = value;
    __set_BASEPRI(before);
}

static void good_count(void)
{
    uint32_t before = taskENTER_CRITICAL_FROM_ISR();

    table[2]++;
    taskEXIT_CRITICAL_FROM_ISR(before);
}

void ceiling_caller(uint32_t value)
{
    uint32_t before = taskENTER_CRITICAL_FROM_ISR();

    shared = value;
    good_count();
    table[3] = value;
    taskEXIT_CRITICAL_FROM_ISR(before);
}

void good_ceiling_in_kernel_section(uint32_t value)
{
    uint32_t before;

    taskENTER_CRITICAL();
    shared = value;
    before = __get_BASEPRI();
    __set_BASEPRI_MAX(0x40);
    table[0] = value;
    __set_BASEPRI(before);
    table[1] = value;
    taskEXIT_CRITICAL();
}

static void good_raise_ceiling(uint32_t ceiling)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    __set_BASEPRI_MAX(ceiling);
    __DSB();
    __ISB();
    __set_PRIMASK(primask);
}

void masked_raiser(uint32_t value)
{
    uint32_t primask = __get_PRIMASK();
    uint32_t before = __get_BASEPRI();

    __disable_irq();
    shared = value;
    good_raise_ceiling(0x60);
    table[0] = value;
    __set_BASEPRI(before);
    __set_PRIMASK(primask);
}

void good_pair_under_scheduler_and_section(uint32_t value)
{
    uint32_t primask;

    vTaskSuspendAll();
    taskENTER_CRITICAL();
    primask = __get_PRIMASK();
    __disable_irq();
    shared = value;
    __set_PRIMASK(primask);
    taskEXIT_CRITICAL();
    (void)xTaskResumeAll();
}

/* This kernel's exit writes BASEPRI, never PRIMASK: the outer mask stands. */
void good_kernel_section_in_primask(uint32_t value)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    taskENTER_CRITICAL();
    shared = value;
    taskEXIT_CRITICAL();
    table[0] = value;
    __set_PRIMASK(primask);
}

/* Kernel sections count: the inner exit opens nothing. */
void good_nested_kernel_sections(uint32_t value)
{
    taskENTER_CRITICAL();
    taskENTER_CRITICAL();
    shared = value;
    taskEXIT_CRITICAL();
    table[0] = value;
    taskEXIT_CRITICAL();
}
