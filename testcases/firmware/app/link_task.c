/* Serves the link: events, frames, and the log when nothing else is to be sent. */
#include "app/alarm.h"
#include "app/config_store.h"
#include "app/events.h"
#include "app/logger.h"
#include "app/protocol.h"
#include "app/sensor_task.h"
#include "drivers/board.h"
#include "drivers/nv.h"
#include "drivers/pulse.h"
#include "drivers/slow_io.h"
#include "drivers/timebase.h"
#include "drivers/uart_link.h"
#include "task.h"

#define EVENT_WAIT_MS 20
#define SEND_TIMEOUT_US 50000U

static uint8_t line[12];
static uint32_t sent_at;

/* Three words to the gateway, unless the last line is still on its way. */
static void send_line(uint32_t first, uint32_t second, uint32_t third)
{
    const uint32_t words[] = {first, second, third};

    if (!uart_link_idle()) {
        if (timebase_elapsed_us(sent_at) > SEND_TIMEOUT_US) {
            uart_link_cancel();
        }
        return;
    }
    for (uint32_t i = 0; i < sizeof words; i++) {
        line[i] = (uint8_t)(words[i / 4] >> (8 * (i % 4)));
    }
    if (uart_link_send(line, sizeof words)) {
        sent_at = (uint32_t)timebase_now_us();
        board_tick_activity();
    }
}

static void serve_event(uint32_t event)
{
    switch (event) {
    case EVENT_BUTTON:
        (void)uart_link_restart();
        alarm_clear_all();
        break;
    case EVENT_SECOND: send_line(slow_io_uptime_s(), uart_link_take_errors(), uart_link_bytes()); break;
    case EVENT_BURST:
    case EVENT_LIMIT: (void)slow_io_relay(false); break;
    case EVENT_STALL:
        send_line(pulse_stalls(), (uint32_t)pulse_started_us(), (uint32_t)timebase_coarse_us());
        break;
    case EVENT_BLOCK: send_line(sensor_mean(0), (uint32_t)sensor_offset(0), 0); break;
    case EVENT_FRAME: protocol_send_summary(alarm_open() != 0); break;
    default: break;
    }
}

static void serve_log(void)
{
    struct log_entry entry;

    if (logger_peek(&entry) && entry.code == LOG_BOOT) {
        send_line(config_rate_changes(), nv_failures(), logger_marks(LOG_SECOND));
    }
    if (logger_next(&entry)) {
        send_line(entry.tick, entry.code, entry.value);
    }
}

void link_task(void *argument)
{
    struct frame frame;
    uint8_t byte;

    (void)argument;
    logger_put(LOG_BOOT, slow_io_last_press());
    for (;;) {
        uint32_t event;

        if (events_wait(&event, pdMS_TO_TICKS(EVENT_WAIT_MS))) {
            serve_event(event);
        }
        while (uart_link_read(&byte)) {
            if (protocol_feed(byte, &frame)) {
                protocol_handle(&frame);
                logger_mark(LOG_FRAME);
                (void)events_post(EVENT_FRAME);
            }
        }
        serve_log();
    }
}
