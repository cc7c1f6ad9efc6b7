/* The alarm table. Both tasks change it, always inside a kernel section. */
#include "app/alarm.h"

#include "task.h"

struct alarm {
    enum alarm_state state;
    uint32_t value;
    uint32_t repeats;
};

static struct alarm alarms[ALARM_SLOTS];
static uint32_t open_count;

/* One way out: every path below passes the exit. */
bool alarm_raise(uint32_t slot, uint32_t value)
{
    bool fresh = false;

    if (slot >= ALARM_SLOTS) {
        return false;
    }
    taskENTER_CRITICAL();
    alarms[slot].value = value;
    if (alarms[slot].state != ALARM_OFF) {
        alarms[slot].repeats++;
        goto out;
    }
    alarms[slot].state = ALARM_ON;
    open_count++;
    fresh = true;
out:
    taskEXIT_CRITICAL();
    return fresh;
}

bool alarm_acknowledge(uint32_t slot)
{
    if (slot >= ALARM_SLOTS) {
        return false;
    }
    taskENTER_CRITICAL();
    if (alarms[slot].state != ALARM_ON) {
        return false; // expect: CRIT102
    }
    alarms[slot].state = ALARM_ACKED;
    alarms[slot].repeats = 0;
    taskEXIT_CRITICAL();
    return true;
}

void alarm_clear(uint32_t slot)
{
    taskENTER_CRITICAL();
    if (slot < ALARM_SLOTS && alarms[slot].state != ALARM_OFF) {
        alarms[slot].state = ALARM_OFF;
        open_count--;
    }
    taskEXIT_CRITICAL();
}

/* Starts an alarm over. The section of alarm_clear nests: the kernel counts, the last exit opens. */
void alarm_renew(uint32_t slot, uint32_t value)
{
    if (slot >= ALARM_SLOTS) {
        return;
    }
    taskENTER_CRITICAL();
    alarm_clear(slot);
    alarms[slot].state = ALARM_ON;
    alarms[slot].value = value;
    open_count++;
    taskEXIT_CRITICAL();
}

/* Slot by slot, so that no section gets long. */
void alarm_clear_all(void)
{
    for (uint32_t slot = 0; slot < ALARM_SLOTS; slot++) {
        alarm_clear(slot);
    }
}

uint32_t alarm_open(void)
{
    uint32_t count;

    taskENTER_CRITICAL();
    count = open_count;
    taskEXIT_CRITICAL();
    return count;
}
