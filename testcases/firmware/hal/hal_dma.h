/* Peripheral to memory transfers, circular. */
#ifndef HAL_DMA_H
#define HAL_DMA_H

#include "hal/hal.h"

typedef struct {
    DMA_Channel_TypeDef *Channel;
    uint32_t Remaining; /* items not moved when the last transfer was aborted */
    uint32_t AbortedMasked; /* for the trace: the last abort came from inside a section */
} DMA_HandleTypeDef;

HAL_StatusTypeDef HAL_DMA_Start(DMA_HandleTypeDef *hdma, volatile uint32_t *from, volatile uint16_t *to,
                                uint32_t count);
void HAL_DMA_Abort(DMA_HandleTypeDef *hdma);
void HAL_DMA_IRQHandler(DMA_HandleTypeDef *hdma);

void HAL_DMA_CpltCallback(DMA_HandleTypeDef *hdma);

#endif
