// args: --cpu cortex-m4 --tier C
/* The section holds back every handler that shares the data. */
#include "freertos.h"

struct reading {
    uint32_t value;
    uint32_t stamp;
    uint32_t sum;
};

static struct reading other_line;
static struct reading low_ceiling;
static struct reading above_kernel;
static struct reading scheduler_lock;
static struct reading two_lines;
static struct reading ends_early;
static struct reading starts_late;
static struct reading from_low;

static void fill(struct reading *reading)
{
    reading->value = TIM2->CNT;
    reading->stamp = TIM2->SR;
    reading->sum += reading->value;
}

/* Priority 3: above the kernel ceiling of 5. */
void TIM2_IRQHandler(void)
{
    fill(&low_ceiling);
    fill(&above_kernel);
    fill(&from_low);
}

/* Priority 6. */
void USART1_IRQHandler(void)
{
    fill(&other_line);
    fill(&scheduler_lock);
    fill(&two_lines);
    fill(&ends_early);
    fill(&starts_late);
}

void USART2_IRQHandler(void)
{
    fill(&two_lines);
}

static void good_other_line(struct reading *out)
{
    NVIC_DisableIRQ(USART1_IRQn);
    *out = other_line;
    NVIC_EnableIRQ(USART1_IRQn);
}

/* 0x30 holds back priorities 3 and below. */
static void good_low_ceiling(struct reading *out)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI_MAX(0x30);
    *out = low_ceiling;
    __set_BASEPRI(before);
}

static void good_above_kernel(struct reading *out)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    *out = above_kernel;
    __set_PRIMASK(primask);
}

static void good_scheduler_lock(struct reading *out)
{
    taskENTER_CRITICAL();
    *out = scheduler_lock;
    taskEXIT_CRITICAL();
}

/* Two handlers write, both are held back. */
static void good_two_handlers(struct reading *out)
{
    NVIC_DisableIRQ(USART1_IRQn);
    NVIC_DisableIRQ(USART2_IRQn);
    *out = two_lines;
    NVIC_EnableIRQ(USART2_IRQn);
    NVIC_EnableIRQ(USART1_IRQn);
}

static void good_ends_early(struct reading *out)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    use(ends_early.value);
    *out = ends_early;
    __set_PRIMASK(primask);
}

static void good_starts_late(struct reading *out)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    *out = starts_late;
    starts_late.sum = 0;
    __set_PRIMASK(primask);
}

/* The kernel's section would stop at 5. */
static void good_low_handler(struct reading *out)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    *out = from_low;
    __set_PRIMASK(primask);
}

void EXTI0_IRQHandler(void)
{
    struct reading reading;

    good_low_handler(&reading);
    use(reading.value);
}

/* What only handlers at or below the ceiling share: the kernel's section is enough. */
static void good_below_kernel(struct reading *out)
{
    taskENTER_CRITICAL();
    *out = scheduler_lock;
    taskEXIT_CRITICAL();
}

static struct reading tasks_only;

/* No handler has it: the scheduler lock is enough. */
static void good_tasks_only(struct reading *out)
{
    vTaskSuspendAll();
    *out = tasks_only;
    tasks_only.sum++;
    (void)xTaskResumeAll();
}

static void other_task(void *argument)
{
    struct reading reading;

    (void)argument;
    for (;;) {
        good_tasks_only(&reading);
        use(reading.value);
    }
}

static void task(void *argument)
{
    struct reading reading;

    (void)argument;
    for (;;) {
        good_other_line(&reading);
        use(reading.value);
        good_low_ceiling(&reading);
        use(reading.value);
        good_above_kernel(&reading);
        use(reading.value);
        good_scheduler_lock(&reading);
        use(reading.value);
        good_two_handlers(&reading);
        use(reading.value);
        good_ends_early(&reading);
        use(reading.value);
        good_starts_late(&reading);
        use(reading.value);
        good_below_kernel(&reading);
        use(reading.value);
        good_tasks_only(&reading);
        use(reading.value);
    }
}

int main(void)
{
    (void)xTaskCreate(task, "task", 128, NULL, 1, NULL);
    (void)xTaskCreate(other_task, "other", 128, NULL, 2, NULL);
    NVIC_SetPriority(TIM2_IRQn, 3);
    NVIC_SetPriority(USART1_IRQn, 6);
    NVIC_SetPriority(USART2_IRQn, 6);
    NVIC_SetPriority(EXTI0_IRQn, 9);
    NVIC_EnableIRQ(TIM2_IRQn);
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_EnableIRQ(USART2_IRQn);
    NVIC_EnableIRQ(EXTI0_IRQn);
    vTaskStartScheduler();
    return 0;
}

PROGRAM([16 + TIM2_IRQn] = TIM2_IRQHandler, [16 + USART1_IRQn] = USART1_IRQHandler,
        [16 + USART2_IRQn] = USART2_IRQHandler, [16 + EXTI0_IRQn] = EXTI0_IRQHandler);
