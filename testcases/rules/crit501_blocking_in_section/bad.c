// args: --cpu cortex-m4 --tier C
/* Waits that nothing can end. */
#include "freertos.h"

static SemaphoreHandle_t ready;
static QueueHandle_t queue;
static volatile bool received;
static uint32_t total;

void bad_take(void)
{
    taskENTER_CRITICAL();
    (void)xSemaphoreTake(ready, portMAX_DELAY); // expect: CRIT501 "'xSemaphoreTake' may wait, with the critical"
    total++;
    taskEXIT_CRITICAL();
}

void bad_delay_while_suspended(void)
{
    vTaskSuspendAll();
    vTaskDelay(10); // expect: CRIT501 "with the scheduler suspended"
    (void)xTaskResumeAll();
}

void bad_send_masked(uint32_t value)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    if (value) {
        (void)xQueueSend(queue, &value, 5); // expect: CRIT501 "with interrupts masked"
    }
    __set_PRIMASK(primask);
}

/* The wait is in a callee. */
static void wait_ready(void)
{
    total++;
    (void)xSemaphoreTake(ready, 100);
}

void bad_callee(void)
{
    taskENTER_CRITICAL();
    wait_ready(); // expect: CRIT501 "'xSemaphoreTake' may wait"
    taskEXIT_CRITICAL();
}

/* Only the handler sets the flag, and it is masked. */
static void bad_flag(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    received = false;
    while (!received) { // expect: CRIT501 "'USART1_IRQHandler' cannot write"
    }
    __set_PRIMASK(primask);
}

/* The caller has masked its line. */
static void bad_flag_of_callee(void)
{
    while (!received) { // expect: CRIT501
        __asm volatile("nop");
    }
}

void USART1_IRQHandler(void)
{
    received = true;
}

int main(void)
{
    ready = xSemaphoreCreateBinary();
    queue = xQueueCreate(4, sizeof(uint32_t));
    NVIC_SetPriority(USART1_IRQn, 6);
    NVIC_EnableIRQ(USART1_IRQn);
    bad_take();
    bad_delay_while_suspended();
    bad_send_masked(total);
    bad_callee();
    bad_flag();
    NVIC_DisableIRQ(USART1_IRQn);
    bad_flag_of_callee();
    NVIC_EnableIRQ(USART1_IRQn);
    return 0;
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler);
