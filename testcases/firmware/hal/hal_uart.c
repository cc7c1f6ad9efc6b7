/* USART driver. CR1 has two writers: the handler (flow control, end of data) and the task that sends. */
#include "hal/hal_uart.h"

#define UART_CLOCK_HZ 48000000UL

HAL_StatusTypeDef HAL_UART_Init(UART_HandleTypeDef *huart)
{
    if (huart->BaudRate == 0) {
        return HAL_ERROR;
    }
    huart->TxCount = 0;
    huart->Lock = HAL_UNLOCKED;
    huart->Instance->BRR = UART_CLOCK_HZ / huart->BaudRate;
    /* The line is opened by the board after every driver is up, so CR1 has one writer here. */
    huart->Instance->CR1 |= USART_CR1_UE | USART_CR1_TE | USART_CR1_RE;
    huart->Instance->CR1 |= USART_CR1_RXNEIE;
    return HAL_OK;
}

HAL_StatusTypeDef HAL_UART_Transmit_IT(UART_HandleTypeDef *huart, const uint8_t *data, uint32_t size)
{
    if (data == NULL || size == 0) {
        return HAL_ERROR;
    }
    if (huart->TxCount != 0) {
        return HAL_BUSY;
    }
    __HAL_LOCK(huart);
    huart->TxData = data;
    huart->TxCount = size;
    __HAL_UNLOCK(huart);

    /* The first TXE interrupt is due at once and takes the data from here. */
    huart->Instance->CR1 |= USART_CR1_TXEIE; // expect: CRIT202 "CR1"
    return HAL_OK;
}

HAL_StatusTypeDef HAL_UART_AbortTransmit(UART_HandleTypeDef *huart)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    __HAL_LOCK(huart); // expect: CRIT102
    huart->Instance->CR1 &= ~USART_CR1_TXEIE;
    huart->TxCount = 0;
    __HAL_UNLOCK(huart);
    __set_PRIMASK(primask);
    return HAL_OK;
}

/* After an overrun the handler has closed reception. CR1 is the handler's too, hence the section. */
void HAL_UART_ResumeReceive(UART_HandleTypeDef *huart)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    huart->Instance->CR1 |= USART_CR1_RXNEIE;
    __set_PRIMASK(primask);
}

void HAL_UART_IRQHandler(UART_HandleTypeDef *huart)
{
    USART_TypeDef *usart = huart->Instance;
    uint32_t status = usart->SR;

    if (status & USART_SR_ORE) {
        usart->ICR = USART_ICR_ORE;
        usart->CR1 &= ~USART_CR1_RXNEIE;
        HAL_UART_ErrorCallback(huart);
    }
    if (status & USART_SR_RXNE) {
        HAL_UART_RxByteCallback(huart, (uint8_t)usart->DR);
    }
    if ((status & USART_SR_TXE) && (usart->CR1 & USART_CR1_TXEIE)) {
        if (huart->TxCount != 0) {
            usart->DR = *huart->TxData++;
            huart->TxCount--;
        }
        if (huart->TxCount == 0) {
            usart->CR1 &= ~USART_CR1_TXEIE;
            HAL_UART_TxCpltCallback(huart);
        }
    }
}

__weak void HAL_UART_TxCpltCallback(UART_HandleTypeDef *huart)
{
    (void)huart;
}

__weak void HAL_UART_RxByteCallback(UART_HandleTypeDef *huart, uint8_t byte)
{
    (void)huart;
    (void)byte;
}

__weak void HAL_UART_ErrorCallback(UART_HandleTypeDef *huart)
{
    (void)huart;
}
