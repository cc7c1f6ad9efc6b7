// args: --cpu cortex-m4 --tier C
/* Handlers that wait. */
#include "cmsis.h"

void HAL_Delay(uint32_t milliseconds);
int HAL_UART_Transmit(void *uart, const uint8_t *data, uint16_t size, uint32_t timeout);

static uint8_t line[8];
static volatile bool sent;

static void bad_settle(void)
{
    HAL_Delay(2); // expect: CRIT507 "'HAL_Delay' may wait, in handler 'EXTI0_IRQHandler'"
}

void EXTI0_IRQHandler(void)
{
    bad_settle();
}

static void bad_report(void)
{
    (void)HAL_UART_Transmit(0, line, sizeof(line), 100); // expect: CRIT507
}

/* The other handler has the same priority. */
static void bad_wait_for_peer(void)
{
    while (!sent) { // expect: CRIT507 "nobody can write meanwhile"
    }
}

void EXTI1_IRQHandler(void)
{
    bad_report();
    bad_wait_for_peer();
}

void DMA1_IRQHandler(void)
{
    sent = true;
}

int main(void)
{
    NVIC_SetPriority(EXTI0_IRQn, 3);
    NVIC_SetPriority(EXTI1_IRQn, 3);
    NVIC_SetPriority(DMA1_IRQn, 3);
    NVIC_EnableIRQ(EXTI0_IRQn);
    NVIC_EnableIRQ(EXTI1_IRQn);
    NVIC_EnableIRQ(DMA1_IRQn);
    for (;;) {
    }
}

PROGRAM([16 + EXTI0_IRQn] = EXTI0_IRQHandler, [16 + EXTI1_IRQn] = EXTI1_IRQHandler,
        [16 + DMA1_IRQn] = DMA1_IRQHandler);
