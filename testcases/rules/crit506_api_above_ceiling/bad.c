// args: --cpu cortex-m4
/* The kernel masks priorities 5 and below; a handler above that calls into half-changed lists. */
#include "freertos.h"

#define PRIO_CAPTURE (configMAX_SYSCALL_INTERRUPT_PRIORITY / 16 - 1)

static QueueHandle_t queue;
static SemaphoreHandle_t ready;
static TaskHandle_t worker;

static void bad_priority(void)
{
    uint32_t value = USART1->DR;

    (void)xQueueSendFromISR(queue, &value, NULL); // expect: CRIT506 "USART1_IRQHandler"
}

/* Priority 2. */
void USART1_IRQHandler(void)
{
    bad_priority();
}

static void bad_default_priority(void)
{
    (void)xSemaphoreGiveFromISR(ready, NULL); // expect: CRIT506 "ADC_IRQHandler"
}

/* Enabled, and its priority never set: 0 after reset. */
void ADC_IRQHandler(void)
{
    bad_default_priority();
}

static void bad_notify(TaskHandle_t task)
{
    vTaskNotifyGiveFromISR(task, NULL); // expect: CRIT506 "TIM2_IRQHandler"
}

static void handler_caller(void)
{
    bad_notify(worker);
}

/* One above the ceiling, by a constant expression. */
void TIM2_IRQHandler(void)
{
    handler_caller();
}

static void bad_unshifted(void)
{
    uint32_t value;

    (void)xQueueReceiveFromISR(queue, &value, NULL); // expect: CRIT506 "EXTI0_IRQHandler"
}

/* 0x50 is the register's value, not a priority: cut to the implemented bits it is 0. */
void EXTI0_IRQHandler(void)
{
    bad_unshifted();
}

static const struct {
    IRQn_Type irq;
    uint32_t priority;
} lines[] = {{DMA1_IRQn, 3}, {TIM3_IRQn, 4}};

static void bad_from_table(void)
{
    (void)xSemaphoreGiveFromISR(ready, NULL); // expect: CRIT506 "DMA1_IRQHandler"
}

/* Set by a loop over a table. */
void DMA1_IRQHandler(void)
{
    bad_from_table();
}

static void bad_callback(void)
{
    (void)xSemaphoreGiveFromISR(ready, NULL); // expect: CRIT506 "TIM3_IRQHandler"
}

static void (*const on_update)(void) = bad_callback;

void TIM3_IRQHandler(void)
{
    on_update();
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
    NVIC_SetPriority(USART1_IRQn, 2);
    NVIC_SetPriority(TIM2_IRQn, PRIO_CAPTURE);
    NVIC_SetPriority(EXTI0_IRQn, configMAX_SYSCALL_INTERRUPT_PRIORITY);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        NVIC_SetPriority(lines[i].irq, lines[i].priority);
        NVIC_EnableIRQ(lines[i].irq);
    }
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_EnableIRQ(ADC_IRQn);
    NVIC_EnableIRQ(TIM2_IRQn);
    NVIC_EnableIRQ(EXTI0_IRQn);
    vTaskStartScheduler();
    return 0;
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler, [16 + ADC_IRQn] = ADC_IRQHandler,
        [16 + TIM2_IRQn] = TIM2_IRQHandler, [16 + EXTI0_IRQn] = EXTI0_IRQHandler,
        [16 + DMA1_IRQn] = DMA1_IRQHandler, [16 + TIM3_IRQn] = TIM3_IRQHandler);
