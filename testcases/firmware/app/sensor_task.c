/* Turns blocks into means, checks limits, raises alarms. */
#include "app/sensor_task.h"

#include "app/alarm.h"
#include "app/config_store.h"
#include "app/logger.h"
#include "app/protocol.h"
#include "drivers/board.h"
#include "drivers/pulse.h"
#include "drivers/sampler.h"
#include "task.h"

#define IO_CEILING (PRIO_IO << (8 - __NVIC_PRIO_BITS))
#define CALIBRATION_MID 2048
#define SENSOR_FAULT_SLOT (ALARM_SLOTS - 1)

static int32_t offsets[SAMPLER_CHANNELS];
static uint32_t means[SAMPLER_CHANNELS];

static void store_offset(uint32_t channel, int32_t offset)
{
    taskENTER_CRITICAL();
    offsets[channel] = offset;
    taskEXIT_CRITICAL(); // expect: CRIT109
}

/* The I/O handlers are held back so that no block ends between the reading and the new reference. */
static void calibrate(void)
{
    struct sample_peaks peaks;
    uint32_t before;

    sampler_stop();
    sampler_take_peaks(&peaks);
    before = __get_BASEPRI();
    __set_BASEPRI_MAX(IO_CEILING);
    store_offset(0, CALIBRATION_MID - (int32_t)(ADC1->DR & 0xFFF));
    ADC1->LTR = 0;
    ADC1->HTR = peaks.high[0];
    __set_BASEPRI(before);
    if (!sampler_start()) {
        alarm_renew(SENSOR_FAULT_SLOT, 0);
    }
}

int32_t sensor_offset(uint32_t channel)
{
    int32_t offset;

    taskENTER_CRITICAL();
    offset = offsets[channel % SAMPLER_CHANNELS];
    taskEXIT_CRITICAL();
    return offset;
}

/* The means belong to the tasks alone: keeping the other task away is enough. */
static void store_means(const struct sample_sums *now, const struct sample_sums *then)
{
    uint32_t blocks = now->blocks - then->blocks;

    if (blocks == 0) {
        return;
    }
    vTaskSuspendAll();
    for (uint32_t i = 0; i < SAMPLER_CHANNELS; i++) {
        means[i] = (now->sum[i] - then->sum[i]) / blocks;
    }
    (void)xTaskResumeAll();
}

uint32_t sensor_mean(uint32_t channel)
{
    uint32_t mean;

    vTaskSuspendAll();
    mean = means[channel % SAMPLER_CHANNELS];
    (void)xTaskResumeAll();
    return mean;
}

/* ADC watchdog limits. The ceiling only ever gets stronger here and goes back to what it was. */
static void apply_limits(const struct config *config)
{
    uint32_t ceiling = __get_BASEPRI();
    uint32_t primask;

    __set_BASEPRI_MAX(IO_CEILING);
    primask = board_irq_save();
    sampler_limits(config->low, config->high);
    board_irq_restore(primask);
    __set_BASEPRI(ceiling);
}

static void check_flow(void)
{
    struct pulse_stats flow;
    uint32_t fresh = pulse_take();

    pulse_snapshot(&flow);
    if (fresh != 0) {
        logger_put(LOG_FLOW, flow.shortest);
    }
}

void sensor_task(void *argument)
{
    struct sample_sums previous = {0};

    (void)argument;
    calibrate();
    for (;;) {
        const struct config *config = config_get();
        struct sample_block block;
        struct sample_sums now;

        apply_limits(config);
        sampler_latest(&block);
        sampler_sums(&now);
        store_means(&now, &previous);
        previous = now;
        if (block.raw[0] > config->high && alarm_raise(0, block.raw[0])) {
            logger_put(LOG_LIMIT, block.sequence);
        }
        check_flow();
        protocol_note_sample();
        vTaskDelay(pdMS_TO_TICKS(config->period_ms));
    }
}
