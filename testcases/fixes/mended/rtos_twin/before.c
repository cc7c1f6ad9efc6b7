// args: --cpu cortex-m4 --select CRIT505
#include "FreeRTOS.h"
#include "queue.h"
#include "semphr.h"
#include "task.h"

extern QueueHandle_t queue;
extern SemaphoreHandle_t done;
extern TaskHandle_t reader;

void UART_IRQHandler(void)
{
    int value = 1;
    xQueueSend(queue, &value, 0);
    if (value) {
        xSemaphoreGive(done);
    }
    xTaskNotifyGive(reader);
}
