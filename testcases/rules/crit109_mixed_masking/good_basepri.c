// args: --cpu cortex-m4 --tier C
/* The twin of good_primask.c: with BASEPRI the kernel leaves PRIMASK alone. */
#include "cmsis.h"

extern void vPortEnterCritical(void);
extern void vPortExitCritical(void);
extern long xTaskCreate(void (*code)(void *), const char *name, uint16_t words, void *argument,
                        unsigned long priority, void **handle);
extern void vTaskStartScheduler(void);

static uint32_t shared;
static uint32_t table[4];

static void good_kernel_section_in_mask(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    table[0] = shared;
    vPortEnterCritical();
    shared++;
    vPortExitCritical();
    table[1] = shared;
    __set_PRIMASK(primask);
}

static void good_count(void)
{
    vPortEnterCritical();
    shared++;
    vPortExitCritical();
}

static void task(void *argument)
{
    (void)argument;
    for (;;) {
        good_kernel_section_in_mask();
        uint32_t primask = __get_PRIMASK();

        __disable_irq();
        good_count();
        table[2] = shared;
        __set_PRIMASK(primask);
    }
}

int main(void)
{
    (void)xTaskCreate(task, "task", 128, NULL, 1, NULL);
    vTaskStartScheduler();
    for (;;) {
    }
}

PROGRAM(0);
