/* USART: interrupt-driven transmission from a caller's buffer, byte-wise reception through a callback. */
#ifndef HAL_UART_H
#define HAL_UART_H

#include "hal/hal.h"

typedef struct {
    USART_TypeDef *Instance;
    IRQn_Type Irq;
    uint32_t BaudRate;
    const uint8_t *volatile TxData; /* the handler owns these two while TxCount is not 0 */
    volatile uint32_t TxCount;
    HAL_LockTypeDef Lock;
} UART_HandleTypeDef;

HAL_StatusTypeDef HAL_UART_Init(UART_HandleTypeDef *huart);
HAL_StatusTypeDef HAL_UART_Transmit_IT(UART_HandleTypeDef *huart, const uint8_t *data, uint32_t size);
HAL_StatusTypeDef HAL_UART_AbortTransmit(UART_HandleTypeDef *huart);
void HAL_UART_ResumeReceive(UART_HandleTypeDef *huart);
void HAL_UART_IRQHandler(UART_HandleTypeDef *huart);

/* Called by the handler. Weak: the driver above overrides what it needs. */
void HAL_UART_TxCpltCallback(UART_HandleTypeDef *huart);
void HAL_UART_RxByteCallback(UART_HandleTypeDef *huart, uint8_t byte);
void HAL_UART_ErrorCallback(UART_HandleTypeDef *huart);

#endif
