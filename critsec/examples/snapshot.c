/*
 * A measurement of several words, written by a handler and read whole by the main loop. Without the section,
 * the reader may get the position of one measurement with the time of the next.
 */
#include "critsec/critsec.h"

typedef struct {
    int32_t x;
    int32_t y;
    uint32_t milliseconds;
} position_t;

static CRITSEC_MUTEX(position_t) newest = CRITSEC_MUTEX_INIT({0, 0, 0});

/* The sensor's registers; the application's linker script or board file places them. */
extern volatile int32_t sensor_x;
extern volatile int32_t sensor_y;
extern volatile uint32_t sensor_milliseconds;

void SENSOR_IRQHandler(void);
position_t snapshot_take(void);

void SENSOR_IRQHandler(void)
{
    const position_t measured = {sensor_x, sensor_y, sensor_milliseconds};
    CRITSEC_WITH(held) {
        *CRITSEC_REF(&newest, held) = measured;
    }
}

/* A copy: what is done with it takes its time outside of the section. */
position_t snapshot_take(void)
{
    CRITSEC_SCOPE(held);
    return *CRITSEC_REF(&newest, held);
}

int main(void)
{
    if (!critsec_port_init()) {
        return 1;
    }
    for (;;) {
        const position_t here = snapshot_take();
        if (here.milliseconds > 1000U && here.x > 0 && here.y > 0) {
            return 0;
        }
    }
}
