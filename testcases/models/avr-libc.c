/* Every row of models/avr-libc.yaml, used as it is meant; no body is visible. */
#include <stdint.h>

void cli(void);
void sei(void);
void sleep_cpu(void);
void _MemoryBarrier(void);

static uint16_t ticks;

__attribute__((signal, used)) void __vector_16(void)
{
    ticks++;
}

/* The instruction after sei runs before any interrupt: nothing can wake it too early. */
static void wait_for_tick(void)
{
    cli();
    if (ticks == 0) {
        sei();
        sleep_cpu();
    }
    sei();
}

int main(void)
{
    sei();
    for (;;) {
        wait_for_tick();
        cli();
        ticks = 0;
        _MemoryBarrier();
        sei();
    }
}
