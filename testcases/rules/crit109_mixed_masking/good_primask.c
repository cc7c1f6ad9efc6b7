// args: --cpu cortex-m0plus --tier C
/* The near misses of bad_primask.c. */
#include "cmsis.h"

extern void vPortEnterCritical(void);
extern void vPortExitCritical(void);
extern long xTaskCreate(void (*code)(void *), const char *name, uint16_t words, void *argument,
                        unsigned long priority, void **handle);
extern void vTaskStartScheduler(void);

static uint32_t shared;
static uint32_t table[4];

/* One mechanism. */
static void good_kernel_section(void)
{
    vPortEnterCritical();
    table[0] = shared;
    vPortEnterCritical();
    shared++;
    vPortExitCritical();
    table[1] = shared;
    vPortExitCritical();
}

/* The mask lies inside, and is put back. */
static void good_mask_in_kernel_section(void)
{
    vPortEnterCritical();
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    shared++;
    __set_PRIMASK(primask);
    vPortExitCritical();
}

/* Before the scheduler runs the kernel's count is high, and its exit opens nothing. */
static void good_before_scheduler(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    vPortEnterCritical();
    shared++;
    vPortExitCritical();
    table[2] = shared;
    __set_PRIMASK(primask);
}

static void task(void *argument)
{
    (void)argument;
    for (;;) {
        good_kernel_section();
        good_mask_in_kernel_section();
    }
}

int main(void)
{
    good_before_scheduler();
    (void)xTaskCreate(task, "task", 128, NULL, 1, NULL);
    vTaskStartScheduler();
    for (;;) {
    }
}

PROGRAM(0);
