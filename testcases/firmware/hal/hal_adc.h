/* ADC in scan mode, blocks moved by a DMA channel. */
#ifndef HAL_ADC_H
#define HAL_ADC_H

#include "hal/hal_dma.h"

typedef struct {
    ADC_TypeDef *Instance;
    DMA_HandleTypeDef *Dma;
    bool Running;
    HAL_LockTypeDef Lock;
} ADC_HandleTypeDef;

HAL_StatusTypeDef HAL_ADC_Init(ADC_HandleTypeDef *hadc);
HAL_StatusTypeDef HAL_ADC_Start_DMA(ADC_HandleTypeDef *hadc, volatile uint16_t *samples, uint32_t count);
HAL_StatusTypeDef HAL_ADC_Stop_DMA(ADC_HandleTypeDef *hadc);
void HAL_ADC_SetWatchdog(ADC_HandleTypeDef *hadc, uint32_t low, uint32_t high);
void HAL_ADC_IRQHandler(ADC_HandleTypeDef *hadc);

void HAL_ADC_LevelOutOfWindowCallback(ADC_HandleTypeDef *hadc);

#endif
