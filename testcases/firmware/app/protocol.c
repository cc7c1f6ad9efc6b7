/* Parser and commands. The parser belongs to the link task; the counters are both tasks'. */
#include "app/protocol.h"

#include "app/alarm.h"
#include "app/config_store.h"
#include "drivers/nv.h"
#include "drivers/pulse.h"
#include "drivers/uart_link.h"
#include "task.h"

#define FRAME_START 0x7E
#define NV_SETTINGS 0x0803F000UL

enum command { COMMAND_SET = 1, COMMAND_ACK, COMMAND_CLEAR, COMMAND_RESTART, COMMAND_PAGE, COMMAND_STORE };
enum parser_state { WAIT_START, WAIT_LENGTH, WAIT_COMMAND, WAIT_PAYLOAD, WAIT_SUM };

struct link_counters {
    uint32_t frames;
    uint32_t bad_sums;
    uint32_t samples;
};

static struct {
    enum parser_state state;
    uint8_t filled;
    uint8_t sum;
    struct frame frame;
} parser;

static struct link_counters counters;
static const struct link_counters *page;
static uint8_t reply[2 + sizeof(struct link_counters)];

static bool close_frame(uint8_t sum, struct frame *out)
{
    bool good = sum == parser.sum;

    parser.state = WAIT_START;
    taskENTER_CRITICAL();
    if (good) {
        counters.frames++;
    } else {
        counters.bad_sums++;
    }
    taskEXIT_CRITICAL();
    if (good) {
        *out = parser.frame;
    }
    return good;
}

bool protocol_feed(uint8_t byte, struct frame *out)
{
    switch (parser.state) {
    case WAIT_START:
        if (byte == FRAME_START) {
            parser.state = WAIT_LENGTH;
        }
        return false;
    case WAIT_LENGTH:
        parser.frame.length = byte;
        parser.filled = 0;
        parser.sum = byte;
        parser.state = byte <= FRAME_PAYLOAD ? WAIT_COMMAND : WAIT_START;
        return false;
    case WAIT_COMMAND:
        parser.frame.command = byte;
        parser.sum = (uint8_t)(parser.sum + byte);
        parser.state = parser.frame.length != 0 ? WAIT_PAYLOAD : WAIT_SUM;
        return false;
    case WAIT_PAYLOAD:
        parser.frame.payload[parser.filled++] = byte;
        parser.sum = (uint8_t)(parser.sum + byte);
        if (parser.filled == parser.frame.length) {
            parser.state = WAIT_SUM;
        }
        return false;
    case WAIT_SUM: return close_frame(byte, out);
    }
    return false;
}

static uint32_t word_at(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void put_word(uint8_t *bytes, uint32_t word)
{
    for (uint32_t i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(word >> (8 * i));
    }
}

static void store_settings(void)
{
    struct config copy;

    config_read(&copy);
    if (nv_program(NV_SETTINGS, copy.period_ms)) {
        nv_lock();
    }
}

void protocol_handle(const struct frame *frame)
{
    switch (frame->command) {
    case COMMAND_SET:
        if (frame->length == 5) {
            (void)config_set((enum config_key)frame->payload[0], word_at(&frame->payload[1]));
        }
        break;
    case COMMAND_ACK: (void)alarm_acknowledge(frame->payload[0]); break;
    case COMMAND_CLEAR: alarm_clear_all(); break;
    case COMMAND_RESTART: pulse_restart(); break;
    case COMMAND_PAGE:
        protocol_open_page();
        protocol_send_page();
        break;
    case COMMAND_STORE: store_settings(); break;
    default: break;
    }
}

/* Called by the sensor task for each block that it has used. */
void protocol_note_sample(void)
{
    taskENTER_CRITICAL();
    counters.samples++;
    taskEXIT_CRITICAL();
}

/* Chooses what the next page shows: the live counters, or none before the first frame. */
void protocol_open_page(void)
{
    taskENTER_CRITICAL();
    page = NULL;
    if (counters.frames != 0) {
        page = &counters; // expect: CRIT301 "counters"
    }
    taskEXIT_CRITICAL();
}

void protocol_send_page(void)
{
    if (!uart_link_idle()) {
        return;
    }
    reply[0] = FRAME_START;
    reply[1] = sizeof(struct link_counters);
    put_word(&reply[2], page != NULL ? page->frames : 0);
    put_word(&reply[6], page != NULL ? page->bad_sums : 0);
    put_word(&reply[10], page != NULL ? page->samples : 0);
    (void)uart_link_send(reply, sizeof reply);
}

/* Exact: the sensor task is kept from counting between the fields. Handlers have no part in it. */
void protocol_send_summary(bool exact)
{
    uint32_t total;

    if (!uart_link_idle()) {
        return;
    }
    if (exact) {
        vTaskSuspendAll();
    }
    total = counters.frames + counters.bad_sums;
    (void)xTaskResumeAll(); // expect: CRIT103
    put_word(&reply[2], total);
    (void)uart_link_send(reply, 6);
}
