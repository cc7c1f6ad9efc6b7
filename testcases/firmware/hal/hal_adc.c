/* ADC in scan mode. */
#include "hal/hal_adc.h"

#define ADC_CAL_LOOPS 2000U

HAL_StatusTypeDef HAL_ADC_Init(ADC_HandleTypeDef *hadc)
{
    hadc->Running = false;
    hadc->Lock = HAL_UNLOCKED;
    hadc->Instance->CR = ADC_CR_ON | ADC_CR_CAL;
    for (uint32_t i = 0; i < ADC_CAL_LOOPS; i++) {
        if ((hadc->Instance->CR & ADC_CR_CAL) == 0) {
            return HAL_OK;
        }
    }
    return HAL_ERROR;
}

HAL_StatusTypeDef HAL_ADC_Start_DMA(ADC_HandleTypeDef *hadc, volatile uint16_t *samples, uint32_t count)
{
    HAL_StatusTypeDef status;

    __HAL_LOCK(hadc);
    status = HAL_DMA_Start(hadc->Dma, &hadc->Instance->DR, samples, count);
    if (status == HAL_OK) {
        hadc->Running = true;
        hadc->Instance->CR |= ADC_CR_DMA | ADC_CR_AWDIE | ADC_CR_START;
    }
    __HAL_UNLOCK(hadc);
    return status;
}

HAL_StatusTypeDef HAL_ADC_Stop_DMA(ADC_HandleTypeDef *hadc)
{
    __HAL_LOCK(hadc);
    hadc->Instance->CR &= ~(ADC_CR_DMA | ADC_CR_AWDIE | ADC_CR_START);
    hadc->Running = false;
    HAL_DMA_Abort(hadc->Dma);
    __HAL_UNLOCK(hadc);
    return HAL_OK;
}

void HAL_ADC_SetWatchdog(ADC_HandleTypeDef *hadc, uint32_t low, uint32_t high)
{
    hadc->Instance->LTR = low;
    hadc->Instance->HTR = high;
}

void HAL_ADC_IRQHandler(ADC_HandleTypeDef *hadc)
{
    hadc->Instance->ICR = ADC_ICR_AWD;
    HAL_ADC_LevelOutOfWindowCallback(hadc);
}

__weak void HAL_ADC_LevelOutOfWindowCallback(ADC_HandleTypeDef *hadc)
{
    (void)hadc;
}
