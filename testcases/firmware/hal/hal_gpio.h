/* Pins and the edge detector. */
#ifndef HAL_GPIO_H
#define HAL_GPIO_H

#include "hal/hal.h"

void HAL_GPIO_Output(GPIO_TypeDef *port, uint32_t pin);
void HAL_GPIO_WritePin(GPIO_TypeDef *port, uint32_t mask, bool high);
void HAL_GPIO_TogglePin(GPIO_TypeDef *port, uint32_t mask);
bool HAL_GPIO_ReadPin(const GPIO_TypeDef *port, uint32_t mask);
void HAL_GPIO_EdgeEnable(uint32_t line);
/* True when the line was pending; it is cleared. */
bool HAL_GPIO_EdgeTake(uint32_t line);

#endif
