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
    BaseType_t woken = pdFALSE;
    xQueueSendFromISR(queue, &value, &woken);
    portYIELD_FROM_ISR(woken);
    if (value) {
        BaseType_t woken_2 = pdFALSE;
        xSemaphoreGiveFromISR(done, &woken_2);
        portYIELD_FROM_ISR(woken_2);
    }
    BaseType_t woken_3 = pdFALSE;
    vTaskNotifyGiveFromISR(reader, &woken_3);
    portYIELD_FROM_ISR(woken_3);
}
