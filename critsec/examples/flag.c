/*
 * One handler that measures, and a main loop that takes each result once: with one writer and one reader, a
 * flag takes the place of the section. Raising it publishes what was written before. The reading belongs to
 * the handler while the flag is down, and to the main loop while it is up.
 */
#include "critsec/atomic.h"
#include "critsec/critsec.h"

static uint32_t reading;
static critsec_flag_t ready = CRITSEC_FLAG_INIT;

/* The converter's result; the application's board file places it. */
extern volatile uint32_t converter_result;

void CONVERTER_IRQHandler(void);
bool flag_receive(uint32_t *into);

/* What comes before the last reading was taken is dropped: a handler cannot wait. */
void CONVERTER_IRQHandler(void)
{
    const uint32_t now = converter_result;
    if (critsec_flag_is_raised(&ready)) {
        return;
    }
    reading = now;
    critsec_flag_raise(&ready);
}

/* The reading is copied before the flag goes down, which gives it back to the handler. */
bool flag_receive(uint32_t *into)
{
    if (!critsec_flag_is_raised(&ready)) {
        return false;
    }
    *into = reading;
    (void)critsec_flag_take(&ready);
    return true;
}

int main(void)
{
    uint32_t last = 0;
    if (!critsec_port_init()) {
        return 1;
    }
    while (!flag_receive(&last) || last == 0U) {
    }
    return 0;
}
