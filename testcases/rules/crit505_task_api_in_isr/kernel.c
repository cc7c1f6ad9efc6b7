// args: --cpu cortex-m4
/* The kernel lies in the tree: what its own calls call is its own affair, also in a handler. */
#include "freertos.h"

static QueueHandle_t queue;
static TaskHandle_t worker;

static void good_inside_kernel(uint32_t value)
{
    (void)xQueueSend(queue, &value, 0);
}

/* The kernel's own definition: it knows that the scheduler is locked here. */
void vTaskNotifyGiveFromISR(TaskHandle_t task, BaseType_t *woken)
{
    (void)task;
    good_inside_kernel(1);
    *woken = pdFALSE;
}

static void bad_in_handler(uint32_t value)
{
    (void)xQueueSend(queue, &value, 0); // expect: CRIT505
}

void USART1_IRQHandler(void)
{
    BaseType_t woken = pdFALSE;

    vTaskNotifyGiveFromISR(worker, &woken);
    bad_in_handler(2);
    portYIELD_FROM_ISR(woken);
}

int main(void)
{
    queue = xQueueCreate(4, sizeof(uint32_t));
    NVIC_SetPriority(USART1_IRQn, 6);
    NVIC_EnableIRQ(USART1_IRQn);
    vTaskStartScheduler();
    for (;;) {
    }
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler);
