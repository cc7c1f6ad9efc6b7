/*
 * A count of events, made by a handler, read and reset by the main loop. The reset is a load and a store:
 * without the section, an event between the two is lost. The count is wider than the bus of small cores:
 * without the section, it is read torn.
 */
#include "critsec/critsec.h"

static CRITSEC_MUTEX(uint64_t) events = CRITSEC_MUTEX_INIT(0);

void SysTick_Handler(void);
uint64_t counter_take(void);

void SysTick_Handler(void)
{
    CRITSEC_WITH(held) {
        *CRITSEC_REF(&events, held) += 1U;
    }
}

/* The events since the last call. */
uint64_t counter_take(void)
{
    CRITSEC_SCOPE(held);
    uint64_t *const count = CRITSEC_REF(&events, held);
    const uint64_t taken = *count;
    *count = 0;
    return taken;
}

int main(void)
{
    uint64_t total = 0;
    if (!critsec_port_init()) {
        return 1;
    }
    for (;;) {
        total += counter_take();
        if (total >= 1000000U) {
            return 0;
        }
    }
}
