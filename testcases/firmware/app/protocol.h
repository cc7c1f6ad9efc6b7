/* Frames on the link: 0x7E, length, command, payload, sum. */
#ifndef APP_PROTOCOL_H
#define APP_PROTOCOL_H

#include <stdbool.h>
#include <stdint.h>

#define FRAME_PAYLOAD 12U

struct frame {
    uint8_t length;
    uint8_t command;
    uint8_t payload[FRAME_PAYLOAD];
};

bool protocol_feed(uint8_t byte, struct frame *out);
void protocol_handle(const struct frame *frame);
void protocol_note_sample(void);
void protocol_open_page(void);
void protocol_send_page(void);
void protocol_send_summary(bool exact);

#endif
