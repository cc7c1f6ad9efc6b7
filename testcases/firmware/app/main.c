/* Start-up of the sensor gateway: state first, then peripherals, lines last, then the kernel. */
#include "app/config_store.h"
#include "app/events.h"
#include "app/sensor_task.h"
#include "drivers/board.h"
#include "drivers/pulse.h"
#include "drivers/sampler.h"
#include "drivers/timebase.h"
#include "drivers/uart_link.h"
#include "task.h"

#define STACK_WORDS 256

int main(void)
{
    config_init();
    if (!events_init()) {
        board_panic();
    }
    board_init();
    pulse_init();
    timebase_init();
    if (!uart_link_init() || !sampler_init()) {
        board_panic();
    }
    if (xTaskCreate(sensor_task, "sensor", STACK_WORDS, NULL, SENSOR_TASK_PRIORITY, NULL) != pdPASS ||
        xTaskCreate(link_task, "link", STACK_WORDS, NULL, LINK_TASK_PRIORITY, NULL) != pdPASS) {
        board_panic();
    }
    if (!sampler_start()) {
        board_panic();
    }
    board_start_lines();
    vTaskStartScheduler();
    board_panic();
}
