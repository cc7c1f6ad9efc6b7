/* A ring of entries between the tasks that log and the link task that sends. */
#include "app/logger.h"

#include "task.h"

#define LOG_DEPTH 16U

static struct log_entry entries[LOG_DEPTH];
static uint32_t first;
static uint32_t used;
static uint32_t dropped;
static uint32_t marks[LOG_CODES];

void logger_put(enum log_code code, uint32_t value)
{
    struct log_entry *entry;

    if (code == LOG_NONE || code >= LOG_CODES) {
        goto out;
    }
    taskENTER_CRITICAL();
    if (used == LOG_DEPTH) {
        dropped++;
        goto out;
    }
    entry = &entries[(first + used) % LOG_DEPTH];
    entry->tick = xTaskGetTickCount();
    entry->code = code;
    entry->value = value;
    used++;
out:
    taskEXIT_CRITICAL(); // expect: CRIT103
}

/* Takes the oldest entry. */
bool logger_next(struct log_entry *out)
{
    const struct log_entry *oldest;

    taskENTER_CRITICAL();
    if (used == 0) {
        taskEXIT_CRITICAL();
        return false;
    }
    oldest = &entries[first];
    first = (first + 1) % LOG_DEPTH;
    used--;
    taskEXIT_CRITICAL();

    *out = *oldest; // expect: CRIT302 "entries"
    return true;
}

/* Looks at the oldest entry. The pointer lives inside the section, the copy outlives it. */
bool logger_peek(struct log_entry *out)
{
    bool any = false;

    taskENTER_CRITICAL();
    if (used != 0) {
        const struct log_entry *oldest = &entries[first];

        *out = *oldest;
        any = true;
    }
    taskEXIT_CRITICAL();
    return any;
}

/* From tasks and from handlers up to the kernel ceiling; each side has its own form of section. */
void logger_mark(enum log_code code)
{
    BaseType_t inside = xPortIsInsideInterrupt();
    uint32_t saved = 0;

    if (code >= LOG_CODES) {
        return;
    }
    if (inside) {
        saved = taskENTER_CRITICAL_FROM_ISR();
    } else {
        taskENTER_CRITICAL();
    }
    marks[code]++;
    if (inside) {
        taskEXIT_CRITICAL_FROM_ISR(saved);
    } else {
        taskEXIT_CRITICAL();
    }
}

uint32_t logger_marks(enum log_code code)
{
    return code < LOG_CODES ? marks[code] : 0;
}
