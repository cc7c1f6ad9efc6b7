// args: --cpu cortex-m0plus --tier C
/* Without BASEPRI the kernel's exit enables interrupts, whoever had masked them. */
#include "cmsis.h"

extern void vPortEnterCritical(void);
extern void vPortExitCritical(void);
extern long xTaskCreate(void (*code)(void *), const char *name, uint16_t words, void *argument,
                        unsigned long priority, void **handle);
extern void vTaskStartScheduler(void);

static uint32_t shared;
static uint32_t table[4];

static void bad_kernel_section_in_mask(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    table[0] = shared;
    vPortEnterCritical();
    shared++;
    vPortExitCritical(); // expect: CRIT109 "opens the interrupts masked before"
    table[1] = shared;
    __set_PRIMASK(primask);
}

static void bad_count(void)
{
    vPortEnterCritical();
    shared++;
    vPortExitCritical(); // expect: CRIT109 "opens the interrupts of a caller"
}

static void task(void *argument)
{
    (void)argument;
    for (;;) {
        bad_kernel_section_in_mask();
        uint32_t primask = __get_PRIMASK();

        __disable_irq();
        bad_count();
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
