/* Peripheral to memory transfers, circular. */
#include "hal/hal_dma.h"

HAL_StatusTypeDef HAL_DMA_Start(DMA_HandleTypeDef *hdma, volatile uint32_t *from, volatile uint16_t *to,
                                uint32_t count)
{
    if (count == 0 || count > 0xFFFF) {
        return HAL_ERROR;
    }
    hdma->Channel->CCR = 0;
    hdma->Channel->CPAR = (uint32_t)from;
    hdma->Channel->CMAR = (uint32_t)to;
    hdma->Channel->CNDTR = count;
    DMA1->IFCR = DMA_IFCR_CTCIF1;
    hdma->Channel->CCR = DMA_CCR_TCIE | DMA_CCR_CIRC | DMA_CCR_MINC | DMA_CCR_EN;
    return HAL_OK;
}

/* Stops the channel and drops a completion that came in meanwhile, as one step. */
void HAL_DMA_Abort(DMA_HandleTypeDef *hdma)
{
    uint32_t primask = __get_PRIMASK();
    uint32_t pending;

    __disable_irq();
    hdma->Channel->CCR = 0;
    hdma->Remaining = hdma->Channel->CNDTR;
    hdma->AbortedMasked = primask;
    pending = DMA1->ISR & DMA_ISR_TCIF1;
    if (pending != 0) {
        DMA1->IFCR = DMA_IFCR_CTCIF1;
        hdma->Remaining = 0;
    }
    __set_PRIMASK(pending); // expect: CRIT104
}

void HAL_DMA_IRQHandler(DMA_HandleTypeDef *hdma)
{
    if (DMA1->ISR & DMA_ISR_TCIF1) {
        DMA1->IFCR = DMA_IFCR_CTCIF1;
        HAL_DMA_CpltCallback(hdma);
    }
}

__weak void HAL_DMA_CpltCallback(DMA_HandleTypeDef *hdma)
{
    (void)hdma;
}
