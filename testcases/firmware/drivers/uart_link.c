/* Link driver on USART1. Reception is the handler's, everything else belongs to the link task. */
#include "drivers/uart_link.h"

#include "drivers/board.h"
#include "drivers/ring.h"
#include "hal/hal_uart.h"

#define LINK_BAUD 115200U

void USART1_IRQHandler(void);

static UART_HandleTypeDef link_uart = {.Instance = USART1, .Irq = USART1_IRQn, .BaudRate = LINK_BAUD};
static struct ring rx;
static volatile uint32_t rx_errors;
static volatile uint32_t rx_bytes;

void USART1_IRQHandler(void)
{
    HAL_UART_IRQHandler(&link_uart);
}

void HAL_UART_RxByteCallback(UART_HandleTypeDef *huart, uint8_t byte)
{
    (void)huart;
    rx_bytes++; /* counted here and nowhere else */
    if (!ring_put(&rx, byte)) {
        rx_errors++;
    }
}

void HAL_UART_ErrorCallback(UART_HandleTypeDef *huart)
{
    (void)huart;
    rx_errors++;
}

bool uart_link_init(void)
{
    return HAL_UART_Init(&link_uart) == HAL_OK;
}

bool uart_link_read(uint8_t *byte)
{
    return ring_get(&rx, byte);
}

/* No frame is on its way: the buffer of the last one may be filled again. */
bool uart_link_idle(void)
{
    return link_uart.TxCount == 0;
}

bool uart_link_send(const uint8_t *data, uint32_t size)
{
    return HAL_UART_Transmit_IT(&link_uart, data, size) == HAL_OK;
}

void uart_link_cancel(void)
{
    (void)HAL_UART_AbortTransmit(&link_uart);
}

/* Bytes waiting, for the flow report: head must not move between the two reads. */
uint32_t uart_link_level(void)
{
    uint32_t level;

    NVIC_DisableIRQ(link_uart.Irq);
    level = rx.head - rx.tail;
    NVIC_EnableIRQ(link_uart.Irq); // expect: CRIT101 "USART1"
    return level;
}

/* Drops what came in before a new session and says how much. The line is closed meanwhile. */
uint32_t uart_link_restart(void)
{
    uint32_t dropped;

    NVIC_DisableIRQ(USART1_IRQn);
    dropped = uart_link_level();
    rx.tail += dropped;
    NVIC_EnableIRQ(USART1_IRQn);
    HAL_UART_ResumeReceive(&link_uart);
    return dropped;
}

/* Errors since the last report. */
uint32_t uart_link_take_errors(void)
{
    uint32_t reported = rx_errors;

    rx_errors -= reported; // expect: CRIT202 "rx_errors"
    return reported;
}

/* Total since start: a word that only the handler writes. */
uint32_t uart_link_bytes(void)
{
    return rx_bytes;
}
