// args: --cpu cortex-m4 --tier C
/* The near misses of bad.c. */
#include "cmsis.h"

void HAL_Delay(uint32_t milliseconds);
int HAL_UART_Transmit(void *uart, const uint8_t *data, uint16_t size, uint32_t timeout);

static uint8_t line[8];
static volatile bool sent, pressed;

void EXTI0_IRQHandler(void)
{
    pressed = true;
}

/* A poll, and the more urgent handler may cut in. */
void EXTI1_IRQHandler(void)
{
    (void)HAL_UART_Transmit(0, line, sizeof(line), 0);
    while (!sent) {
    }
}

void DMA1_IRQHandler(void)
{
    sent = true;
}

static void good_settle(void)
{
    HAL_Delay(2);
    (void)HAL_UART_Transmit(0, line, sizeof(line), 100);
}

int main(void)
{
    NVIC_SetPriority(EXTI0_IRQn, 3);
    NVIC_SetPriority(EXTI1_IRQn, 3);
    NVIC_SetPriority(DMA1_IRQn, 2);
    NVIC_EnableIRQ(EXTI0_IRQn);
    NVIC_EnableIRQ(EXTI1_IRQn);
    NVIC_EnableIRQ(DMA1_IRQn);
    for (;;) {
        if (pressed) {
            good_settle();
        }
    }
}

PROGRAM([16 + EXTI0_IRQn] = EXTI0_IRQHandler, [16 + EXTI1_IRQn] = EXTI1_IRQHandler,
        [16 + DMA1_IRQn] = DMA1_IRQHandler);
