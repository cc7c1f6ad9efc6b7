/* Log of the tasks, and marks that handlers may leave as well. */
#ifndef APP_LOGGER_H
#define APP_LOGGER_H

#include <stdbool.h>
#include <stdint.h>

enum log_code { LOG_NONE, LOG_BOOT, LOG_SECOND, LOG_LIMIT, LOG_FLOW, LOG_FRAME, LOG_NV, LOG_CODES };

struct log_entry {
    uint32_t tick;
    uint32_t code;
    uint32_t value;
};

void logger_put(enum log_code code, uint32_t value);
bool logger_next(struct log_entry *out);
bool logger_peek(struct log_entry *out);
void logger_mark(enum log_code code);
uint32_t logger_marks(enum log_code code);

#endif
