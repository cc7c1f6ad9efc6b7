// args: --cpu cortex-m4 --select CRIT505
#include "freertos.h"

/* The kernel's ceiling is priority 5: this handler is below it, and the form for handlers is right. */
static QueueHandle_t queue;
static volatile uint32_t waiting;

void USART1_IRQHandler(void)
{
    uint32_t value = USART1->DR;
    xQueueSend(queue, &value, 0);
}

int main(void)
{
    NVIC_SetPriority(USART1_IRQn, 6);
    NVIC_EnableIRQ(USART1_IRQn);
    for (;;) {
        taskENTER_CRITICAL();
        waiting++;
        taskEXIT_CRITICAL();
    }
}

__attribute__((section(".isr_vector"), used)) static void (*const vectors[])(void) = {
    [16 + USART1_IRQn] = USART1_IRQHandler,
};
