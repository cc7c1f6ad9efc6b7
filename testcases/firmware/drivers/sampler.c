/*
 * Sampler. DMA1_CH1_IRQHandler turns each finished block into a record, running sums and peaks;
 * the sensor task fetches them. The analog watchdog has a line of its own.
 */
#include "drivers/sampler.h"

#include "app/events.h"
#include "drivers/board.h"
#include "hal/hal_adc.h"
#include "task.h"

void DMA1_CH1_IRQHandler(void);
void ADC_IRQHandler(void);

static DMA_HandleTypeDef sampler_dma = {.Channel = DMA1_CH1};
static ADC_HandleTypeDef sampler_adc = {.Instance = ADC1, .Dma = &sampler_dma};
static volatile uint16_t dma_block[SAMPLER_CHANNELS];
static struct sample_block latest;
static struct sample_sums sums;
static struct sample_peaks peaks;
static uint32_t sequence;

bool sampler_init(void)
{
    /* Nothing else runs yet: the handlers' lines are opened after all drivers are up. */
    sums.blocks = 0;
    for (uint32_t i = 0; i < SAMPLER_CHANNELS; i++) {
        sums.sum[i] = 0;
        peaks.high[i] = 0;
    }
    sequence = 0;
    return HAL_ADC_Init(&sampler_adc) == HAL_OK;
}

bool sampler_start(void)
{
    return HAL_ADC_Start_DMA(&sampler_adc, dma_block, SAMPLER_CHANNELS) == HAL_OK;
}

void sampler_stop(void)
{
    (void)HAL_ADC_Stop_DMA(&sampler_adc);
}

void sampler_limits(uint32_t low, uint32_t high)
{
    HAL_ADC_SetWatchdog(&sampler_adc, low, high);
}

void HAL_DMA_CpltCallback(DMA_HandleTypeDef *hdma)
{
    uint32_t now = TIM2->CNT;

    (void)hdma;
    latest.sequence = ++sequence;
    latest.stamp_us = now;
    sums.blocks++;
    for (uint32_t i = 0; i < SAMPLER_CHANNELS; i++) {
        uint16_t raw = dma_block[i];

        latest.raw[i] = raw;
        sums.sum[i] += raw;
        if (raw > peaks.high[i]) {
            peaks.high[i] = raw;
            peaks.stamp_us = now;
        }
    }
}

void DMA1_CH1_IRQHandler(void)
{
    BaseType_t woken = pdFALSE;
    uint32_t event = EVENT_BLOCK;

    HAL_DMA_IRQHandler(&sampler_dma);
    xQueueSendFromISR(event_queue, &event, &woken);
    portYIELD_FROM_ISR(woken);
}

void ADC_IRQHandler(void)
{
    HAL_ADC_IRQHandler(&sampler_adc);
}

void HAL_ADC_LevelOutOfWindowCallback(ADC_HandleTypeDef *hadc)
{
    BaseType_t woken = pdFALSE;
    uint32_t event = EVENT_LIMIT;

    (void)hadc;
    xQueueSendFromISR(event_queue, &event, &woken); // expect: CRIT506 "ADC_IRQHandler"
    portYIELD_FROM_ISR(woken);
}

/* The newest block, with the sequence number and time that belong to it. */
void sampler_latest(struct sample_block *out)
{
    *out = latest; // miss: CRIT201 said on request only, at tier C
}

/* Sums since start; the caller takes differences. The converter must not finish a block meanwhile. */
void sampler_sums(struct sample_sums *out)
{
    NVIC_DisableIRQ(ADC_IRQn);
    *out = sums; // expect: CRIT205 "sums"
    NVIC_EnableIRQ(ADC_IRQn);
}

/* Peaks since the last call. Only the DMA handler has them, so only its line is held back. */
void sampler_take_peaks(struct sample_peaks *out)
{
    static const struct sample_peaks none;

    NVIC_DisableIRQ(DMA1_CH1_IRQn);
    *out = peaks;
    peaks = none;
    NVIC_EnableIRQ(DMA1_CH1_IRQn);
}
