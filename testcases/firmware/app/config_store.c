/*
 * Settings. `active` is what the tasks work with; every access is under a saving mask, because the
 * console of the boot monitor calls in here with interrupts already off.
 */
#include "app/config_store.h"

#include "drivers/board.h"

#define PERIOD_MIN_MS 10U

static const struct config defaults = {.period_ms = 100, .low = 200, .high = 3800, .address = 17};
static struct config active;
static uint32_t rate_changes;
static uint32_t reads;

void config_init(void)
{
    active = defaults;
    rate_changes = 0;
}

const struct config *config_get(void)
{
    const struct config *current;
    uint32_t state = board_irq_save();

    reads++;
    if (active.period_ms < PERIOD_MIN_MS) {
        active = defaults;
    }
    current = &active;
    board_irq_restore(state);
    return current; // expect: CRIT301 "active"
}

/* A copy: what the caller holds cannot change under it. */
void config_read(struct config *out)
{
    uint32_t state = board_irq_save();

    reads++;
    *out = active;
    board_irq_restore(state);
}

bool config_set(enum config_key key, uint32_t value)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    switch (key) {
    case CONFIG_PERIOD:
        if (value < PERIOD_MIN_MS) {
            return false; // expect: CRIT102
        }
        active.period_ms = value;
        break;
    case CONFIG_LOW: active.low = value; break;
    case CONFIG_HIGH: active.high = value; break;
    case CONFIG_ADDRESS: active.address = value; break;
    default: break;
    }
    __set_PRIMASK(primask);
    return key < CONFIG_KEYS;
}

/* Takes over a whole set; a changed rate is counted, also for the boot monitor. */
void config_commit(const struct config *next)
{
    uint32_t state;

    state = board_irq_save();
    if (next->period_ms != active.period_ms) {
        state = board_irq_save();
        rate_changes++;
        board_irq_restore(state);
    }
    active = *next;
    board_irq_restore(state); // expect: CRIT104
}

/* Two tokens, last in first out. */
uint32_t config_rate_changes(void)
{
    uint32_t outer = board_irq_save();
    uint32_t changes = rate_changes;

    if (changes != 0) {
        uint32_t inner = board_irq_save();

        rate_changes = 0;
        board_irq_restore(inner);
    }
    board_irq_restore(outer);
    return changes;
}
