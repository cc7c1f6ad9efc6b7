// args: --cpu cortex-m4 --tier C
/* There is a section, but the handler that shares the data comes through. */
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

static void bad_other_line(struct reading *out)
{
    NVIC_DisableIRQ(ADC_IRQn);
    *out = other_line; // expect: CRIT205 "other_line"
    NVIC_EnableIRQ(ADC_IRQn);
}

/* 0x80 holds back priorities 8 and below. */
static void bad_low_ceiling(struct reading *out)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI_MAX(0x80);
    *out = low_ceiling; // expect: CRIT205 "low_ceiling"
    __set_BASEPRI(before);
}

static void bad_above_kernel(struct reading *out)
{
    taskENTER_CRITICAL();
    *out = above_kernel; // expect: CRIT205 "above_kernel"
    taskEXIT_CRITICAL();
}

/* Keeps other tasks away, no handler. */
static void bad_scheduler_lock(struct reading *out)
{
    vTaskSuspendAll();
    *out = scheduler_lock; // expect: CRIT205 "scheduler_lock"
    (void)xTaskResumeAll();
}

/* Two handlers write, one of them is held back. */
static void bad_two_handlers(struct reading *out)
{
    NVIC_DisableIRQ(USART1_IRQn);
    *out = two_lines; // expect: CRIT205 "two_lines"
    NVIC_EnableIRQ(USART1_IRQn);
}

static void bad_ends_early(struct reading *out)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    use(ends_early.value);
    __set_PRIMASK(primask);
    *out = ends_early; // expect: CRIT205 "ends_early"
}

static void bad_starts_late(struct reading *out)
{
    uint32_t primask = __get_PRIMASK();

    *out = starts_late; // expect: CRIT205 "starts_late"
    __disable_irq();
    starts_late.sum = 0;
    __set_PRIMASK(primask);
}

/* The handler form of the kernel's section has the same ceiling. */
static void bad_low_handler(struct reading *out)
{
    uint32_t saved = taskENTER_CRITICAL_FROM_ISR();

    *out = from_low; // expect: CRIT205 "from_low"
    taskEXIT_CRITICAL_FROM_ISR(saved);
}

void EXTI0_IRQHandler(void)
{
    struct reading reading;

    bad_low_handler(&reading);
    use(reading.value);
}

static void task(void *argument)
{
    struct reading reading;

    (void)argument;
    for (;;) {
        bad_other_line(&reading);
        use(reading.value);
        bad_low_ceiling(&reading);
        use(reading.value);
        bad_above_kernel(&reading);
        use(reading.value);
        bad_scheduler_lock(&reading);
        use(reading.value);
        bad_two_handlers(&reading);
        use(reading.value);
        bad_ends_early(&reading);
        use(reading.value);
        bad_starts_late(&reading);
        use(reading.value);
    }
}

int main(void)
{
    (void)xTaskCreate(task, "task", 128, NULL, 1, NULL);
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
