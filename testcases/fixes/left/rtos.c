// args: --cpu cortex-m4 --select CRIT505
#include "FreeRTOS.h"
#include "queue.h"
#include "semphr.h"

extern QueueHandle_t queue;
extern SemaphoreHandle_t done;

/* Called from elsewhere, too. */
void report(void)
{
    xSemaphoreGive(done);
}

void UART_IRQHandler(void)
{
    int value = 1;
    if (xQueueSend(queue, &value, 0) != pdTRUE) {
        value = 0;
    }
    report();
    if (value)
        xSemaphoreGive(done);
    xSemaphoreTake(done, 0), value = 2;
    xQueuePeek(queue, &value, 0);
}

void task(void *unused)
{
    (void)unused;
    report();
}
