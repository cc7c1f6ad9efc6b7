// args: --cpu cortex-m4
/* Handlers use the handler's form, tasks the task's. All handlers are below the ceiling. */
#include "freertos.h"

static QueueHandle_t queue;
static SemaphoreHandle_t ready;
static TaskHandle_t worker;
static uint32_t marks;

static void good_post(uint32_t value)
{
    BaseType_t woken = pdFALSE;

    (void)xQueueSendFromISR(queue, &value, &woken);
    portYIELD_FROM_ISR(woken);
}

static void good_give(void)
{
    BaseType_t woken = pdFALSE;

    (void)xSemaphoreGiveFromISR(ready, &woken);
    portYIELD_FROM_ISR(woken);
}

static void handler_caller(void)
{
    good_post(USART1->DR);
}

/* One helper for both sides: IPSR decides. */
static void good_post_any(uint32_t value)
{
    if (xPortIsInsideInterrupt()) {
        BaseType_t woken = pdFALSE;

        (void)xQueueSendFromISR(queue, &value, &woken);
        portYIELD_FROM_ISR(woken);
    } else {
        (void)xQueueSend(queue, &value, portMAX_DELAY);
    }
}

/* The same decision by an argument that each caller knows. */
static void good_post_from(uint32_t value, bool from_handler)
{
    if (from_handler) {
        (void)xQueueSendFromISR(queue, &value, NULL);
    } else {
        (void)xQueueSend(queue, &value, 0);
    }
}

void USART1_IRQHandler(void)
{
    good_give();
    handler_caller();
    good_post_any(2);
    good_post_from(3, true);
}

static void good_section(void)
{
    uint32_t saved = taskENTER_CRITICAL_FROM_ISR();

    marks++;
    taskEXIT_CRITICAL_FROM_ISR(saved);
}

void USART2_IRQHandler(void)
{
    good_section();
}

static void good_callback(void)
{
    BaseType_t woken = pdFALSE;

    vTaskNotifyGiveFromISR(worker, &woken);
    portYIELD_FROM_ISR(woken);
}

static void (*const on_edge)(void) = good_callback;

void EXTI0_IRQHandler(void)
{
    on_edge();
}

static void good_wait(void)
{
    NVIC_SetPendingIRQ(EXTI0_IRQn);
}

__attribute__((weak)) void adc_done(void)
{
    good_wait();
}

void ADC_IRQHandler(void)
{
    adc_done();
}

static void good_take(void)
{
    uint32_t value;

    if (xQueueReceiveFromISR(queue, &value, NULL) == pdPASS) {
        marks = value;
    }
}

static void good_suspend(void)
{
    uint32_t saved = taskENTER_CRITICAL_FROM_ISR();

    marks = 0;
    taskEXIT_CRITICAL_FROM_ISR(saved);
}

void DMA1_IRQHandler(void)
{
    good_take();
    good_suspend();
}

static void task(void *argument)
{
    uint32_t value = 1;

    (void)argument;
    for (;;) {
        (void)xQueueSend(queue, &value, portMAX_DELAY);
        good_post_any(4);
        good_post_from(5, false);
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
