// args: --cpu cortex-m4
/* Calls that may switch or wait, made where no task runs. All handlers are below the ceiling. */
#include "freertos.h"

static QueueHandle_t queue;
static SemaphoreHandle_t ready;
static TaskHandle_t worker;
static uint32_t marks;

static void bad_post(uint32_t value)
{
    (void)xQueueSend(queue, &value, 0); // expect: CRIT505 "xQueueSend"
}

/* Direct. */
static void bad_give(void)
{
    (void)xSemaphoreGive(ready); // expect: CRIT505 "xSemaphoreGive"
}

static void handler_caller(void)
{
    bad_post(USART1->DR);
}

void USART1_IRQHandler(void)
{
    bad_give();
    handler_caller();
}

/* The handler's kernel section is the saving one; this one counts for the task that it interrupted. */
static void bad_section(void)
{
    taskENTER_CRITICAL(); // expect: CRIT505
    marks++;
    taskEXIT_CRITICAL();
}

void USART2_IRQHandler(void)
{
    bad_section();
}

static void bad_callback(void)
{
    (void)xTaskNotifyGive(worker); // expect: CRIT505 "xTaskNotifyGive"
}

static void (*const on_edge)(void) = bad_callback;

void EXTI0_IRQHandler(void)
{
    on_edge();
}

static void bad_wait(void)
{
    vTaskDelay(1); // expect: CRIT505 "vTaskDelay"
}

__attribute__((weak)) void adc_done(void)
{
    bad_wait();
}

void ADC_IRQHandler(void)
{
    adc_done();
}

static void bad_take(void)
{
    uint32_t value;

    if (xQueueReceive(queue, &value, 0) == pdPASS) { // expect: CRIT505 "xQueueReceive"
        marks = value;
    }
}

static void bad_suspend(void)
{
    vTaskSuspendAll(); // expect: CRIT505 "vTaskSuspendAll"
    marks = 0;
    (void)xTaskResumeAll(); // expect: CRIT505 "xTaskResumeAll"
}

void DMA1_IRQHandler(void)
{
    bad_take();
    bad_suspend();
}

static void task(void *argument)
{
    (void)argument;
    for (;;) {
        bad_post(1);
        vTaskDelay(10);
    }
}

int main(void)
{
    queue = xQueueCreate(4, sizeof(uint32_t));
    ready = xSemaphoreCreateBinary();
    (void)xTaskCreate(task, "task", 128, NULL, 1, &worker);
    NVIC_SetPriority(USART1_IRQn, 6);
    NVIC_SetPriority(USART2_IRQn, 6);
    NVIC_SetPriority(EXTI0_IRQn, 6);
    NVIC_SetPriority(ADC_IRQn, 6);
    NVIC_SetPriority(DMA1_IRQn, 6);
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_EnableIRQ(USART2_IRQn);
    NVIC_EnableIRQ(EXTI0_IRQn);
    NVIC_EnableIRQ(ADC_IRQn);
    NVIC_EnableIRQ(DMA1_IRQn);
    vTaskStartScheduler();
    return 0;
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler, [16 + USART2_IRQn] = USART2_IRQHandler,
        [16 + EXTI0_IRQn] = EXTI0_IRQHandler, [16 + ADC_IRQn] = ADC_IRQHandler,
        [16 + DMA1_IRQn] = DMA1_IRQHandler);
