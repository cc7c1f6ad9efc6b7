// args: --cpu cortex-m4
/* What calls the kernel is at or below its ceiling of 5; what is above does not call it. */
#include "freertos.h"

#define PRIO_CAPTURE (configMAX_SYSCALL_INTERRUPT_PRIORITY / 16)

static QueueHandle_t queue;
static SemaphoreHandle_t ready;
static TaskHandle_t worker;

static void good_priority(void)
{
    uint32_t value = USART1->DR;

    (void)xQueueSendFromISR(queue, &value, NULL);
}

/* Priority 6. */
void USART1_IRQHandler(void)
{
    good_priority();
}

static void good_default_priority(void)
{
    (void)xSemaphoreGiveFromISR(ready, NULL);
}

/* The least urgent. */
void ADC_IRQHandler(void)
{
    good_default_priority();
}

static void good_notify(TaskHandle_t task)
{
    vTaskNotifyGiveFromISR(task, NULL);
}

static void handler_caller(void)
{
    good_notify(worker);
}

/* Exactly the ceiling, by a constant expression. */
void TIM2_IRQHandler(void)
{
    handler_caller();
}

static void good_unshifted(void)
{
    uint32_t value;

    (void)xQueueReceiveFromISR(queue, &value, NULL);
}

/* The register's value shifted down to a priority. */
void EXTI0_IRQHandler(void)
{
    good_unshifted();
}

static const struct {
    IRQn_Type irq;
    uint32_t priority;
} lines[] = {{DMA1_IRQn, 7}, {TIM3_IRQn, 8}};

static void good_from_table(void)
{
    (void)xSemaphoreGiveFromISR(ready, NULL);
}

/* Set by a loop over a table. */
void DMA1_IRQHandler(void)
{
    good_from_table();
}

static void good_callback(void)
{
    use(xTaskGetTickCountFromISR());
    (void)xSemaphoreGiveFromISR(ready, NULL);
}

static void (*const on_update)(void) = good_callback;

void TIM3_IRQHandler(void)
{
    on_update();
}

static volatile uint32_t edges;

/* Priority 1, and no kernel call: EXTI0 makes it. */
void USART2_IRQHandler(void)
{
    edges = edges + 1;
    NVIC_SetPendingIRQ(EXTI0_IRQn);
}

static void task(void *argument)
{
    (void)argument;
    for (;;) {
        (void)xSemaphoreTake(ready, portMAX_DELAY);
    }
}

int main(void)
{
    queue = xQueueCreate(4, sizeof(uint32_t));
    ready = xSemaphoreCreateBinary();
    (void)xTaskCreate(task, "task", 128, NULL, 1, &worker);
    NVIC_SetPriority(USART1_IRQn, 6);
    NVIC_SetPriority(ADC_IRQn, 15);
    NVIC_SetPriority(USART2_IRQn, 1);
    NVIC_SetPriority(TIM2_IRQn, PRIO_CAPTURE);
    NVIC_SetPriority(EXTI0_IRQn, configMAX_SYSCALL_INTERRUPT_PRIORITY >> (8 - configPRIO_BITS));
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        NVIC_SetPriority(lines[i].irq, lines[i].priority);
        NVIC_EnableIRQ(lines[i].irq);
    }
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_EnableIRQ(USART2_IRQn);
    NVIC_EnableIRQ(ADC_IRQn);
    NVIC_EnableIRQ(TIM2_IRQn);
    NVIC_EnableIRQ(EXTI0_IRQn);
    vTaskStartScheduler();
    return 0;
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler, [16 + USART2_IRQn] = USART2_IRQHandler,
        [16 + ADC_IRQn] = ADC_IRQHandler, [16 + TIM2_IRQn] = TIM2_IRQHandler,
        [16 + EXTI0_IRQn] = EXTI0_IRQHandler, [16 + DMA1_IRQn] = DMA1_IRQHandler,
        [16 + TIM3_IRQn] = TIM3_IRQHandler);
